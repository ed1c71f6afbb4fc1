package dev.corral.model;

import java.util.List;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.internal.callback.Waiters;

/**
 * Threads wait for one of two conditions that others make true: whoever makes it true
 * wakes all of them, a thread that gives up leaves nothing behind.
 */
@Tag("model")
public class WaitersLincheckTests {

	private final StillBackend backend = new StillBackend(() -> {
	});

	private final Waiters one = new Waiters();

	private final Waiters other = new Waiters();

	private volatile boolean oneHolds;

	private volatile boolean otherHolds;

	@Operation(runOnce = true)
	public void announceOne() {
		this.oneHolds = true;
		this.one.wakeAll(this.backend);
	}

	@Operation(runOnce = true)
	public void announceOther() {
		this.otherHolds = true;
		this.other.wakeAll(this.backend);
	}

	@Operation(runOnce = true)
	public void wakeForNothing() {
		this.one.wakeAll(this.backend);
	}

	@Operation(blocking = true)
	public boolean awaitOne() throws InterruptedException {
		return this.one.await(this.backend, Long.MAX_VALUE, this, () -> this.oneHolds);
	}

	@Operation(blocking = true)
	public boolean awaitEither() throws InterruptedException {
		return Waiters.await(List.of(this.one, this.other), this.backend, Long.MAX_VALUE, this,
				() -> this.oneHolds || this.otherHolds);
	}

	// A timed wait is over at once
	@Operation
	public void giveUp() throws InterruptedException {
		this.one.await(this.backend, 1, this, () -> this.oneHolds);
	}

	@Validate
	public void nobodyIsLeft() {
		if (!this.one.isEmpty() || !this.other.isEmpty()) {
			throw new IllegalStateException("a thread is left that waits no more");
		}
	}

	@Test
	void everyThreadIsWoken() throws Exception {
		ModelCheck.ofRules(0, 1000)
			.addCustomScenario(Scenario.of(WaitersLincheckTests.class, "nobodyIsLeft", List.of("awaitOne"),
					List.of("announceOne")))
			.addCustomScenario(Scenario.of(WaitersLincheckTests.class, "nobodyIsLeft", List.of("awaitOne"),
					List.of("awaitOne"), List.of("wakeForNothing", "announceOne")))
			.addCustomScenario(Scenario.of(WaitersLincheckTests.class, "nobodyIsLeft", List.of("awaitEither"),
					List.of("giveUp", "announceOther")))
			.addCustomScenario(Scenario.of(WaitersLincheckTests.class, "nobodyIsLeft", List.of("awaitOne"),
					List.of("giveUp"), List.of("giveUp", "announceOne")))
			.check(WaitersLincheckTests.class);
	}

}
