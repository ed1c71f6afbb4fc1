package dev.corral.model;

import java.util.HashSet;
import java.util.Set;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.corral.internal.limit.Limiter;

/**
 * One slot, and threads that take it, wait for it without a limit, give up waiting, or go
 * above it. Each gives back what it has taken, so a wait that does not end is a slot that
 * was lost, or was free while somebody waited for it.
 */
@Tag("model")
public class LimiterLincheckTests {

	private final Line line = new Line();

	private final Limiter limiter = new Limiter(new StillBackend(() -> {
	}, this.line::park), 1);

	private void use(Set<Thread> before) {
		this.line.enter(before);
		this.line.require(this.limiter.taken() > 0, "a slot in use was free");
		this.line.leave();
		this.limiter.giveBack();
	}

	@Operation
	public void tryTake() {
		Set<Thread> before = this.line.parked();
		if (this.limiter.tryTake()) {
			use(before);
		}
	}

	@Operation
	public void await() throws InterruptedException {
		Set<Thread> before = this.line.parked();
		this.line.require(this.limiter.await(Long.MAX_VALUE, () -> false), "a wait ended without a slot");
		use(before);
	}

	@Operation
	public void giveUp() throws InterruptedException {
		Set<Thread> before = this.line.parked();
		if (this.limiter.await(0, () -> false)) {
			use(before);
		}
	}

	@Operation
	public void goAbove() {
		this.limiter.takeAbove();
		this.limiter.giveBack();
	}

	@Operation(runOnce = true)
	public void raise() {
		this.line.raise();
		this.limiter.max(2);
	}

	@Validate
	public void noSlotIsLost() {
		this.line.require(this.limiter.taken() == 0, this.limiter.taken() + " slots are taken by nobody");
		this.line.require(this.limiter.tryTake(), "a free slot is refused although nobody waits");
		this.limiter.giveBack();
		this.line.requireUnbroken();
	}

	@Test
	void slotIsNeverLostBetweenTwo() {
		check(ModelCheck.ofRules(8, 300).threads(2).actorsPerThread(2));
	}

	@Test
	void slotIsHandedOverInOrderAmongThree() {
		check(ModelCheck.ofRules(8, 300).threads(3).actorsPerThread(1));
	}

	private static void check(ModelCheckingOptions options) {
		options.addGuarantee(ModelCheck.inOneStep(Line.class)).check(LimiterLincheckTests.class);
	}

	/** Who waits and who has a slot. The model checker runs its methods in one step. */
	private static final class Line {

		private final Set<Thread> parked = new HashSet<>();

		private int inside;

		private int most = 1;

		private @Nullable String broken;

		private synchronized void park(Thread thread) {
			this.parked.add(thread);
		}

		private synchronized Set<Thread> parked() {
			return Set.copyOf(this.parked);
		}

		// With one slot, whoever waited before must have had it before
		private synchronized void enter(Set<Thread> before) {
			this.parked.remove(Thread.currentThread());
			this.inside++;
			require(this.inside <= this.most, "more slots were taken than there are");
			require(this.most > 1 || before.stream().noneMatch(this.parked::contains), "one who waited was overtaken");
		}

		private synchronized void leave() {
			this.inside--;
		}

		private synchronized void raise() {
			this.most = 2;
		}

		private synchronized void require(boolean holds, String otherwise) {
			if (!holds) {
				this.broken = otherwise;
			}
		}

		private synchronized void requireUnbroken() {
			if (this.broken != null) {
				throw new IllegalStateException(this.broken);
			}
		}

	}

}
