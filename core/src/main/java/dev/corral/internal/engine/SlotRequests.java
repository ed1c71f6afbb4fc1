package dev.corral.internal.engine;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.OnFull;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.proof.Proofs;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.CurrentTask;
import dev.corral.internal.task.Joins;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.Plural;
import dev.corral.internal.util.TokenBucket;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.Printable;

/**
 * What becomes of a launch that finds a limit reached: it waits for a slot, is rejected,
 * or exceeds the limit while its caller waits, as {@link OnFull} says. Thread-safe.
 */
final class SlotRequests {

	private static final int TRACES_A_SECOND = 10;

	private final Environment environment;

	private final Registry<SupervisedTask<?>> registry;

	private final Limiter all;

	private final Shutdown shutdown;

	/**
	 * Frees slots of tasks that are blocked for ever; {@code null} outside proof mode.
	 */
	private final @Nullable Proofs proofs;

	private final AtomicInteger waiting = new AtomicInteger();

	/** Threads that have launched a task above a limit, each one at most. */
	private final IdSet callers;

	/** How many refusals may have a stack trace, which costs more than the rest. */
	private final TokenBucket traces;

	SlotRequests(Environment environment, Registry<SupervisedTask<?>> registry, Limiter all, Shutdown shutdown,
			@Nullable Proofs proofs) {
		this.environment = environment;
		this.registry = registry;
		this.all = all;
		this.shutdown = shutdown;
		this.proofs = proofs;
		this.callers = new IdSet(environment.backend());
		this.traces = new TokenBucket(TRACES_A_SECOND, Duration.ofSeconds(1), environment.nanoTime());
	}

	int waiting() {
		return this.waiting.get();
	}

	int callers() {
		return this.callers.size();
	}

	/**
	 * Takes every slot of a launch.
	 * @param stats the statistics of the task's name, with its limit
	 * @param name the name of the task
	 * @param scope the scope of the task, {@code null} for the root
	 * @return what was taken besides the slot of the launcher, {@code null} when the
	 * scope ended meanwhile
	 * @throws RejectedExecutionException when a slot was refused
	 */
	@Nullable Slots take(NameStats stats, String name, @Nullable Scope scope) {
		return new Request(stats, name, scope).take();
	}

	/**
	 * Waits for a task if the calling thread has launched it above a limit: the thread
	 * pays with its time, also without memory for a wait. An interrupt ends the wait, and
	 * is kept.
	 * @param task what was launched
	 */
	void awaitAbove(SupervisedTask<?> task) {
		Slots slots = task.slots();
		if (slots == null || slots.caller() != Thread.currentThread()) {
			return;
		}
		SupervisedTask<?> launching = CurrentTask.get();
		Joins.begin(launching);
		try {
			while (!task.isGone()) {
				try {
					task.awaitGone();
				}
				catch (OutOfMemoryError ex) {
					MemoryRetry.pause(this.environment.backend(), task);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			Joins.end(launching);
		}
	}

	// From now on it may launch above a limit again
	void forget(@Nullable Thread caller) {
		if (caller != null) {
			this.callers.remove(caller.threadId());
		}
	}

	static @Nullable Limiter limiterOf(@Nullable Scope scope) {
		return (scope != null) ? scope.limiter() : null;
	}

	/** A launch that found no slot at once; by the launching thread alone. */
	private final class Request {

		private final NameStats stats;

		private final String name;

		private final @Nullable Scope scope;

		private final @Nullable Limiter byName;

		private final @Nullable Limiter byScope;

		private final Thread caller = Thread.currentThread();

		private final @Nullable SupervisedTask<?> launching = CurrentTask.get();

		/** Whether a limit was exceeded, so that the launching thread has to wait. */
		private boolean above;

		/** When to give up, 0 until the first wait. */
		private long until;

		private Request(NameStats stats, String name, @Nullable Scope scope) {
			this.stats = stats;
			this.name = name;
			this.scope = scope;
			this.byName = stats.limiter();
			this.byScope = limiterOf(scope);
		}

		private @Nullable Slots take() {
			Slots named = Slots.of(this.byName, null);
			Slots both = Slots.of(this.byName, this.byScope);
			Slots withCaller = both.calledBy(this.caller);
			Slots taken = Slots.PLAIN;
			boolean complete = false;
			try {
				if (this.byName != null) {
					if (!take(this.byName)) {
						return null;
					}
					taken = named;
				}
				if (this.byScope != null) {
					if (!takeInScope(this.byScope)) {
						return null;
					}
					taken = both;
				}
				complete = take(SlotRequests.this.all);
				return !complete ? null : this.above ? withCaller : both;
			}
			finally {
				if (!complete) {
					taken.giveBack();
					forget(this.above ? this.caller : null);
				}
			}
		}

		private boolean take(Limiter limiter) {
			return limiter.tryTake() || isFreedByProof(limiter)
					|| switch (SlotRequests.this.environment.config().onFull()) {
						case REJECT -> throw refused(limiter, "");
						case WAIT -> await(limiter, maxWait());
						case CALLER_WAITS -> takeAbove(limiter);
					};
		}

		private boolean isFreedByProof(Limiter limiter) {
			Proofs proofs = SlotRequests.this.proofs;
			return proofs != null && proofs.awaitFreedSlot(limiter::tryTake);
		}

		// One whose far ancestors are forgotten might wait for one of them
		private boolean takeInScope(Limiter limiter) {
			Lineage above = (this.launching != null) ? this.launching.lineage : null;
			return limiter.tryTake() || await(limiter, (above != null && above.isCut()) ? maxWait() : Long.MAX_VALUE);
		}

		// All waits of one launch share one time limit
		private long maxWait() {
			if (this.until == 0) {
				Environment environment = SlotRequests.this.environment;
				this.until = environment.nanoTime() + environment.config().maxWait().toNanos();
			}
			return this.until;
		}

		private boolean takeAbove(Limiter limiter) {
			if (this.caller.isInterrupted()) {
				throw refused(limiter, ", and the launching thread is interrupted");
			}
			if (!this.above && SlotRequests.this.callers.contains(this.caller.threadId())) {
				throw refused(limiter, ", and the launching thread has a task above it already");
			}
			this.above = true;
			SlotRequests.this.callers.add(this.caller.threadId());
			limiter.takeAbove();
			return true;
		}

		private boolean await(Limiter limiter, long limit) {
			if (this.launching != null && isHeldBy(limiter, this.launching)) {
				throw refused(limiter,
						", and the launching task or an ancestor holds a slot of it, so it must not wait for one");
			}
			BooleanSupplier ended = () -> SlotRequests.this.shutdown.hasBegun() || hasScopeEnded();
			SlotRequests.this.waiting.incrementAndGet();
			try {
				if (limiter.await(limit, ended)) {
					return true;
				}
			}
			catch (InterruptedException ex) {
				this.caller.interrupt();
				throw new RejectedExecutionException(
						full(limiter) + ", and the launching thread was interrupted while it waited", ex);
			}
			finally {
				SlotRequests.this.waiting.decrementAndGet();
			}
			if (hasScopeEnded()) {
				return false;
			}
			SlotRequests.this.shutdown.requireOpen("task", this.name);
			throw refused(limiter,
					", and no slot came free within " + Durations.text(SlotRequests.this.environment.config().maxWait())
							+ " (maxWait, property corral.max-wait)");
		}

		// Whether the launching task or a living ancestor of it holds a slot of the limit
		@SuppressWarnings("ReferenceEquality")
		private boolean isHeldBy(Limiter limiter, SupervisedTask<?> holder) {
			if (!holder.isOf(SlotRequests.this.environment)) {
				return false;
			}
			Lineage above = holder.lineage;
			return limiter == SlotRequests.this.all || holds(holder, limiter)
					|| (above != null && above.anyMatch((id) -> holds(SlotRequests.this.registry.find(id), limiter)));
		}

		private static boolean holds(@Nullable SupervisedTask<?> task, Limiter limiter) {
			Slots slots = (task != null) ? task.slots() : null;
			return slots != null && slots.contains(limiter);
		}

		private boolean hasScopeEnded() {
			return this.scope != null && (this.scope.isCancelled() || this.scope.members().isClosed());
		}

		private RejectedExecutionException refused(Limiter limiter, String why) {
			String text = full(limiter) + why;
			return SlotRequests.this.traces.tryTake(SlotRequests.this.environment.nanoTime())
					? new RejectedExecutionException(text) : new UntracedRejection(text);
		}

		@SuppressWarnings("ReferenceEquality")
		private String full(Limiter limiter) {
			String live;
			if (limiter == this.byName) {
				live = Plural.of(limiter.takenWhenRefused(), "task of this name is", "tasks of this name are")
						+ " live, the limit is " + limiter.max() + " (property corral.tasks."
						+ Printable.of(this.stats.name()) + ".max-live)";
			}
			else if (limiter == this.byScope) {
				live = Plural.of(limiter.takenWhenRefused(), "task is", "tasks are") + " live in scope " + this.scope
						+ ", the limit is " + limiter.max();
			}
			else {
				live = Plural.of(limiter.takenWhenRefused(), "task is", "tasks are") + " live, the limit is "
						+ limiter.max() + " (maxLive, property corral.max-live)";
			}
			return "task \"" + Printable.of(this.name) + "\" was not launched: " + live;
		}

	}

}
