package dev.corral.spring.boot.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What a meter shows that is read alone, and one that is read in a scrape. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MeterReadsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Corral corral = Corral.create(CorralConfig.defaults().withShutdownTimeout(LONG));

	private final CountedMonitor counted = new CountedMonitor(this.corral.monitor());

	private final AtomicLong time = new AtomicLong();

	private final MeterReads reads = new MeterReads(this.counted.monitor(), this.time::get);

	@AfterEach
	void close() {
		this.corral.close();
	}

	@Test
	void meterThatIsReadForTheFirstTimeShowsThePresent() throws Exception {
		for (int i = 0; i < MeterReads.SINGLE_READS; i++) {
			launch("task");
			assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(i + 1);
		}
		assertThat(this.counted.calls("countsByName")).isZero();
	}

	@Test
	void secondReadOfAMeterShowsThePresent() throws Exception {
		int meter = this.reads.newMeter();
		launch("task");
		beginScrape();
		assertThat(launched(meter, "task")).isEqualTo(1);
		launch("task");
		assertThat(launched(meter, "task")).isEqualTo(2);
		launch("task");
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(3);
	}

	@Test
	void valuesOfAScrapeAreOfOneSnapshot() throws Exception {
		launch("first");
		launch("second");
		beginScrape();
		assertThat(launched(this.reads.newMeter(), "first")).isEqualTo(1);
		launch("first");
		launch("second");
		assertThat(launched(this.reads.newMeter(), "first")).isEqualTo(1);
		assertThat(launched(this.reads.newMeter(), "second")).isEqualTo(1);
		assertThat(this.counted.calls("countsByName")).isEqualTo(1);
	}

	@Test
	void snapshotIsUsedNoLongerThanItsBurstLasts() throws Exception {
		launch("task");
		beginScrape();
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(1);
		launch("task");
		this.time.addAndGet(MeterReads.BURST_NANOS);
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(1);
		this.time.addAndGet(1);
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(2);
	}

	@Test
	void slowScrapeTakesASnapshotInEachBurst() {
		int bursts = 10;
		int readsInABurst = 101;
		for (int i = 0; i < bursts * readsInABurst; i++) {
			launched(this.reads.newMeter(), "task");
			this.time.addAndGet(MeterReads.BURST_NANOS / (readsInABurst - 1));
		}
		assertThat(this.counted.calls("countsByName")).isEqualTo(bursts);
	}

	@Test
	void nameThatIsNotInTheSnapshotIsAskedFor() throws Exception {
		beginScrape();
		assertThat(launched(this.reads.newMeter(), "known")).isZero();
		launch("later");
		assertThat(launched(this.reads.newMeter(), "later")).isEqualTo(1);
		assertThat(this.counted.calls("countsByName")).isEqualTo(1);
	}

	@Test
	void readThatFailsIsRepeatedByTheNext() throws Exception {
		launch("task");
		AtomicBoolean failing = new AtomicBoolean(true);
		this.counted.before("countsByName", () -> fail(failing));
		this.counted.before("counts", () -> fail(failing));
		for (int i = 0; i < 2 * MeterReads.SINGLE_READS; i++) {
			int meter = this.reads.newMeter();
			assertThatIllegalStateException().isThrownBy(() -> launched(meter, "task"));
		}
		failing.set(false);
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(1);
		launch("task");
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(1);
	}

	private static void fail(AtomicBoolean failing) {
		if (failing.get()) {
			throw new IllegalStateException("planted");
		}
	}

	@Test
	void readThatBlocksHoldsUpNoOther() throws Exception {
		launch("task");
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.counted.before("countsByName", () -> {
			entered.countDown();
			release.await();
		});
		Thread scraper = Thread.ofPlatform().start(() -> {
			beginScrape();
			launched(this.reads.newMeter(), "task");
		});
		entered.await();
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(1);
		release.countDown();
		scraper.join();
	}

	@Test
	void scrapeOfAnotherThreadIsAnother() throws Exception {
		int meter = this.reads.newMeter();
		launch("task");
		beginScrape();
		assertThat(launched(meter, "task")).isEqualTo(1);
		launch("task");
		AtomicReference<@Nullable Long> other = new AtomicReference<>();
		Thread thread = threadOfAnotherPlace(() -> other.set(launched(meter, "task")));
		thread.start();
		thread.join();
		assertThat(other).hasValue(2L);
		assertThat(launched(this.reads.newMeter(), "task")).isEqualTo(1);
	}

	private static Thread threadOfAnotherPlace(Runnable body) {
		Thread thread = Thread.ofPlatform().unstarted(body);
		while ((thread.threadId() - Thread.currentThread().threadId()) % MeterReads.PLACES == 0) {
			thread = Thread.ofPlatform().unstarted(body);
		}
		return thread;
	}

	@Test
	void noScraperSeesACounterDecrease() throws Exception {
		MeterReads shared = new MeterReads(this.corral.monitor(), System::nanoTime);
		int[] meters = new int[4 * MeterReads.SINGLE_READS];
		for (int i = 0; i < meters.length; i++) {
			meters[i] = shared.newMeter();
		}
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		AtomicBoolean over = new AtomicBoolean();
		List<Thread> scrapers = new ArrayList<>();
		for (int i = 0; i < 2 * MeterReads.PLACES; i++) {
			Thread scraper = Thread.ofPlatform().unstarted(() -> scrapeUntil(over, shared, meters));
			scraper.setUncaughtExceptionHandler((thread, ex) -> failure.set(ex));
			scraper.start();
			scrapers.add(scraper);
		}
		for (int i = 0; i < 300; i++) {
			launch("task");
		}
		over.set(true);
		for (Thread scraper : scrapers) {
			scraper.join();
		}
		assertThat(failure).hasNullValue();
	}

	private static void scrapeUntil(AtomicBoolean over, MeterReads shared, int[] meters) {
		long[] last = new long[meters.length];
		while (!over.get()) {
			for (int i = 0; i < meters.length; i++) {
				long value = shared.counts(meters[i], "task").launched();
				assertThat(value).isGreaterThanOrEqualTo(last[i]);
				last[i] = value;
			}
		}
	}

	// The next read is from a snapshot
	private void beginScrape() {
		for (int i = 0; i < MeterReads.SINGLE_READS; i++) {
			launched(this.reads.newMeter(), "scraped");
		}
	}

	private long launched(int meter, String task) {
		return this.reads.counts(meter, task).launched();
	}

	private void launch(String name) throws InterruptedException {
		assertThat(this.corral.launch(name, () -> {
		}).awaitSettled(LONG)).isTrue();
	}

}
