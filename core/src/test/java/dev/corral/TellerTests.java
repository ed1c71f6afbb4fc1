package dev.corral;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TellerTests {

	private final FakeBackend time = new FakeBackend();

	private final Teller teller = new Teller(this.time);

	private final CountDownLatch release = new CountDownLatch(1);

	@Test
	void heldTellerIsReplacedAndNothingOwedIsLost() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		this.teller.tell(() -> {
			held.countDown();
			awaitQuietly(this.release);
		});
		held.await();
		this.teller.tell(told::countDown);
		this.teller.replaceIfHeld(Duration.ofSeconds(10).toNanos());
		assertThat(told.getCount()).as("not held for long yet").isEqualTo(1);
		this.time.advanceWithoutWaiting(Duration.ofSeconds(11));
		this.teller.replaceIfHeld(Duration.ofSeconds(10).toNanos());
		told.await();
		assertThat(this.teller.held()).isEqualTo(1);
		this.release.countDown();
		Engine.until(() -> this.teller.held() == 0);
		this.teller.stop();
	}

	@Test
	void lostThreadsAreLimited() throws Exception {
		for (int i = 0; i < 40; i++) {
			CountDownLatch held = new CountDownLatch(1);
			int before = this.teller.held();
			this.teller.tell(() -> {
				held.countDown();
				awaitQuietly(this.release);
			});
			if (before < 16) {
				held.await();
			}
			this.time.advanceWithoutWaiting(Duration.ofSeconds(11));
			this.teller.replaceIfHeld(Duration.ofSeconds(10).toNanos());
		}
		assertThat(this.teller.held()).isEqualTo(16);
		this.release.countDown();
		Engine.until(() -> this.teller.held() == 0);
		this.teller.stop();
	}

	@Test
	void eventsAreBoundedAndObligationsAreNot() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch owed = new CountDownLatch(30_000);
		CountDownLatch events = new CountDownLatch(30_000);
		this.teller.tell(() -> {
			held.countDown();
			awaitQuietly(this.release);
		});
		held.await();
		for (int i = 0; i < 30_000; i++) {
			this.teller.tell(owed::countDown);
			this.teller.tellEvent(events::countDown);
		}
		this.release.countDown();
		owed.await();
		this.time.awaitQuiet();
		assertThat(events.getCount()).isEqualTo(20_000);
		this.teller.stop();
	}

	@Test
	void whatIsOwedIsStillToldAfterTheStop() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		this.teller.tell(told::countDown);
		this.teller.stop();
		told.await();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
