package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DumpPermitsTests {

	private static final int PERMITS = 4;

	private static final Duration EXPIRY = Duration.ofSeconds(10);

	/** Close to overflow: times must be subtracted, not compared. */
	private long now = Long.MAX_VALUE - 5;

	private final DumpPermits permits = new DumpPermits(PERMITS, () -> this.now);

	private List<DumpPermits.Permit> fill() {
		List<DumpPermits.Permit> permits = new ArrayList<>();
		for (int i = 0; i < PERMITS; i++) {
			permits.add(this.permits.acquire().orElseThrow());
		}
		assertFull();
		return permits;
	}

	private void assertFull() {
		assertThat(this.permits.acquire()).isEmpty();
	}

	private void assertRoomForExactly(int more) {
		for (int i = 0; i < more; i++) {
			assertThat(this.permits.acquire()).as("permit %d", i + 1).isPresent();
		}
		assertFull();
	}

	@Test
	void acquiringBeyondTheLimitFails() {
		assertRoomForExactly(PERMITS);
	}

	@Test
	void releaseReturnsAPermitOnce() {
		List<DumpPermits.Permit> permits = fill();
		permits.get(0).begin();
		permits.get(0).release();
		permits.get(0).release();
		permits.get(1).release();
		assertRoomForExactly(2);
	}

	@Test
	void releasingTwiceDoesNotReturnThePermitOfAnother() {
		List<DumpPermits.Permit> permits = fill();
		permits.get(0).release();
		assertRoomForExactly(1);
		permits.get(0).release();
		assertFull();
	}

	@Test
	void permitOfADumpThatIsNotReadExpires() {
		fill();
		this.now += EXPIRY.toNanos();
		assertFull();
		this.now++;
		assertRoomForExactly(PERMITS);
	}

	@Test
	void permitOfADumpThatIsReadDoesNotExpire() {
		fill().forEach(DumpPermits.Permit::begin);
		this.now += EXPIRY.toNanos() * 1000;
		assertFull();
	}

	@Test
	void everyPermitExpiresOnItsOwn() {
		DumpPermits.Permit first = this.permits.acquire().orElseThrow();
		this.now += EXPIRY.toNanos();
		assertRoomForExactly(PERMITS - 1);
		this.now++;
		assertRoomForExactly(1);
		first.release();
		assertFull();
	}

	// It is being made, so the next ones have to wait for it
	@Test
	void dumpBegunAfterItsPermitExpiredCountsAgain() {
		DumpPermits.Permit late = fill().get(0);
		this.now += EXPIRY.toNanos() + 1;
		assertThat(this.permits.acquire()).isPresent();
		late.begin();
		late.begin();
		assertRoomForExactly(PERMITS - 2);
		late.release();
		assertRoomForExactly(1);
	}

	@Test
	void dumpBegunAfterItsPermitExpiredCountsAboveTheLimit() {
		DumpPermits.Permit late = this.permits.acquire().orElseThrow();
		this.now += EXPIRY.toNanos() + 1;
		List<DumpPermits.Permit> others = fill();
		others.forEach(DumpPermits.Permit::begin);
		late.begin();
		others.get(0).release();
		assertFull();
		late.release();
		assertRoomForExactly(1);
	}

}
