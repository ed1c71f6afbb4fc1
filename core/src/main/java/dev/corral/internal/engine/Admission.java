package dev.corral.internal.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.OnFull;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.limit.Slots;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.proof.Proofs;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.registry.SlotPool;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.scope.ScopeNode;
import dev.corral.internal.scope.Scopes;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskCompleter;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.Printable;

/**
 * Who may be launched: the limits of the task's name, of its scope and of the launcher,
 * taken in this order, all given back when one of them refuses.
 */
public final class Admission implements TaskCompleter.SlotReturn {

	private final Environment environment;

	private final Backend backend;

	private final Registry<SupervisedTask<?>> registry;

	private final Scopes scopes;

	private final Shutdown shutdown;

	/** In proof mode: has slots of tasks given back that are blocked for ever. */
	private final @Nullable Proofs proofs;

	private final OnFull onFull;

	private final Duration maxWait;

	private final SlotPool permits;

	private final Limiter all;

	private final AtomicInteger waiting = new AtomicInteger();

	private final CallerWaits callers;

	/**
	 * Makes the limits of a launcher.
	 * @param environment backend, configuration and clock of the launcher
	 * @param registry where tasks enter
	 * @param scopes the open scopes, whose waiting launches are rechecked
	 * @param shutdown refuses launches
	 * @param proofs {@code null} outside proof mode
	 */
	Admission(Environment environment, Registry<SupervisedTask<?>> registry, Scopes scopes, Shutdown shutdown,
			@Nullable Proofs proofs) {
		CorralConfig config = environment.config();
		this.environment = environment;
		this.backend = environment.backend();
		this.registry = registry;
		this.scopes = scopes;
		this.shutdown = shutdown;
		this.proofs = proofs;
		this.callers = new CallerWaits(this.backend);
		this.onFull = config.onFull();
		this.maxWait = config.maxWait();
		this.permits = new SlotPool(registry.stripes(), config.maxLive());
		this.all = new Limiter(this.backend, config.maxLive(), this.permits);
		config.taskSettings().forEach((name, settings) -> {
			Integer max = settings.maxLive();
			if (max != null) {
				registry.stats(name).limitBy(new Limiter(this.backend, max));
			}
		});
	}

	public Limiter all() {
		return this.all;
	}

	public int waiting() {
		return this.waiting.get();
	}

	public int callers() {
		return this.callers.size();
	}

	// Takes the slots of name and scope or none, without waiting; allocates before that
	@Nullable Slots tryEnter(NameStats stats, @Nullable Scope scope) {
		Limiter byName = stats.limiter();
		Limiter byScope = (scope != null) ? scope.limiter() : null;
		Slots slots = Slots.of(byName, byScope);
		if (byName != null && !byName.tryTake()) {
			return null;
		}
		if (byScope != null && !byScope.tryTake()) {
			if (byName != null) {
				byName.giveBack();
			}
			return null;
		}
		return slots;
	}

	/**
	 * Takes a task into the registry, with its slot of the launcher.
	 * @param task the task
	 * @param paid whether that slot has been taken already
	 * @return {@code false} when there is none, or others wait for one
	 */
	boolean enter(SupervisedTask<?> task, boolean paid) {
		if (paid) {
			return this.permits.enterPaid(task);
		}
		return !this.all.isAwaited() && this.permits.enter(task);
	}

	// What a launch is refused for that found no slot and does not wait
	String fullMessage(Launch launch) {
		Request request = new Request(launch);
		if (request.byName != null && request.byName.isFull()) {
			return request.full(request.byName);
		}
		if (request.byScope != null && request.byScope.isFull()) {
			return request.full(request.byScope);
		}
		return request.full(this.all);
	}

	/**
	 * Takes every slot, as {@link OnFull} says.
	 * @param launch a launch that found no slot at once
	 * @return what was taken, {@code null} when the scope ended meanwhile
	 * @throws RejectedExecutionException when one was refused
	 */
	@Nullable Slots enter(Launch launch) {
		Request request = new Request(launch);
		Slots named = Slots.of(request.byName, null);
		Slots both = Slots.of(request.byName, request.byScope);
		Slots above = both.calledBy(Thread.currentThread());
		Slots taken = Slots.PLAIN;
		boolean entered = false;
		try {
			if (request.byName != null) {
				if (!request.take(request.byName)) {
					return null;
				}
				taken = named;
			}
			if (request.byScope != null) {
				if (!request.takeInScope(request.byScope)) {
					return null;
				}
				taken = both;
			}
			entered = request.take(this.all);
			return !entered ? null : request.above ? above : both;
		}
		finally {
			if (!entered) {
				taken.giveBack();
				request.undo();
			}
		}
	}

	@Override
	public void leave(SupervisedTask<?> task) {
		Slots slots = task.takeSlots();
		if (slots != null) {
			giveBack(slots, false);
		}
	}

	@Override
	public void signalFree() {
		this.all.released();
		this.shutdown.signalSettled();
	}

	void giveBack(Slots slots, boolean paid) {
		slots.giveBack();
		if (paid) {
			this.all.giveBack();
		}
		if (slots.caller() != null) {
			this.callers.forget(slots.caller());
		}
	}

	// Those that wait ask again whether there is still a reason to
	void recheck() {
		if (this.waiting.get() > 0) {
			this.all.recheck();
			this.registry.limiters(Limiter::recheck);
			this.scopes.stream().map(ScopeNode::limiter).filter(Objects::nonNull).forEach(Limiter::recheck);
		}
	}

	public void limit(int max) {
		this.all.max(max);
	}

	// A limit that a name did not have before: what is live counts
	public void limit(String name, int max) {
		NameStats stats = this.registry.stats(name);
		if (!stats.name().equals(name)) {
			throw new IllegalArgumentException(
					"'name' must be among the first " + Plural.of(this.environment.config().maxNames(), "name", "names")
							+ " (maxNames, property corral.max-names), but was \"" + Printable.of(name) + '"');
		}
		Limiter limiter = stats.limitBy(new Limiter(this.backend, max));
		limiter.max(max);
		this.registry.forEach(this::adopt);
	}

	// A task that was admitted before its name had a limit counts towards it
	void adopt(SupervisedTask<?> task) {
		Limiter limiter = task.counters.stats.limiter();
		if (limiter == null) {
			return;
		}
		Slots slots = task.slots();
		if (slots != null && slots.byName() != null) {
			return;
		}
		Slots more = (slots != null) ? slots.withName(limiter) : Slots.of(limiter, null);
		task.prepareSlots();
		limiter.takeAbove();
		if (!task.tradeSlots(slots, more)) {
			limiter.giveBack();
		}
		else if (task.isSettled()) {
			leave(task);
		}
	}

	// Whether the launching task or a living ancestor of it holds a slot of a limit
	@SuppressWarnings("ReferenceEquality")
	private boolean isHeldBy(Limiter limiter, SupervisedTask<?> launching) {
		if (!launching.isOf(this.environment)) {
			return false;
		}
		Lineage above = launching.lineage;
		return limiter == this.all || holds(launching, limiter)
				|| (above != null && above.anyMatch((id) -> holds(this.registry.find(id), limiter)));
	}

	private static boolean holds(@Nullable SupervisedTask<?> task, Limiter limiter) {
		Slots slots = (task != null) ? task.slots() : null;
		return slots != null && slots.contains(limiter);
	}

	/** One launch on its way through the limits; by the launching thread alone. */
	private final class Request {

		private final Launch launch;

		private final @Nullable Limiter byName;

		private final @Nullable Limiter byScope;

		/** Whether a limit was exceeded, so that the launching thread has to wait. */
		private boolean above;

		/** When to give up, 0 until the first wait. */
		private long until;

		private Request(Launch launch) {
			Scope scope = launch.scope();
			this.launch = launch;
			this.byName = launch.stats().limiter();
			this.byScope = (scope != null) ? scope.limiter() : null;
		}

		private boolean take(Limiter limiter) {
			return limiter.tryTake() || isRelieved(limiter) || switch (Admission.this.onFull) {
				case REJECT -> throw new RejectedExecutionException(full(limiter));
				case WAIT -> await(limiter, patience());
				case CALLER_WAITS -> takeAbove(limiter);
			};
		}

		// In proof mode slots of tasks that are blocked for ever come free
		private boolean isRelieved(Limiter limiter) {
			Proofs proofs = Admission.this.proofs;
			return proofs != null && proofs.awaitFreedSlot(limiter::tryTake);
		}

		// One whose far ancestors are forgotten might wait for one of them
		private boolean takeInScope(Limiter limiter) {
			SupervisedTask<?> launching = this.launch.launching();
			boolean forgetful = launching != null && launching.lineage != null && launching.lineage.isCut();
			return limiter.tryTake() || await(limiter, forgetful ? patience() : Long.MAX_VALUE);
		}

		// All waits of one launch share one time limit
		private long patience() {
			if (this.until == 0) {
				this.until = Admission.this.backend.nanoTime() + Admission.this.maxWait.toNanos();
			}
			return this.until;
		}

		private boolean takeAbove(Limiter limiter) {
			if (Thread.currentThread().isInterrupted()) {
				throw new RejectedExecutionException(full(limiter) + ", and the launching thread is interrupted");
			}
			Thread caller = Thread.currentThread();
			if (!this.above && Admission.this.callers.contains(caller)) {
				throw new RejectedExecutionException(
						full(limiter) + ", and the launching thread has a task above it already");
			}
			this.above = true;
			Admission.this.callers.add(caller);
			limiter.takeAbove();
			return true;
		}

		private void undo() {
			if (this.above) {
				Admission.this.callers.forget(Thread.currentThread());
			}
		}

		private boolean await(Limiter limiter, long limit) {
			SupervisedTask<?> launching = this.launch.launching();
			if (launching != null && isHeldBy(limiter, launching)) {
				throw new RejectedExecutionException(full(limiter)
						+ ", and the launching task or an ancestor holds a slot of it, so it must not wait for one");
			}
			BooleanSupplier ended = () -> Admission.this.shutdown.hasBegun() || hasScopeEnded();
			Admission.this.waiting.incrementAndGet();
			try {
				if (limiter.await(limit, ended)) {
					return true;
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new RejectedExecutionException(
						full(limiter) + ", and the launching thread was interrupted while it waited", ex);
			}
			finally {
				Admission.this.waiting.decrementAndGet();
			}
			if (hasScopeEnded()) {
				return false;
			}
			Admission.this.shutdown.requireOpen("task", this.launch.name());
			throw new RejectedExecutionException(
					full(limiter) + ", and no slot came free within " + Admission.this.maxWait);
		}

		private boolean hasScopeEnded() {
			Scope scope = this.launch.scope();
			return scope != null && (scope.isCancelled() || scope.members().isClosed());
		}

		@SuppressWarnings("ReferenceEquality")
		private String full(Limiter limiter) {
			String live;
			if (limiter == this.byName) {
				live = Plural.of(limiter.taken(), "task of this name is", "tasks of this name are")
						+ " live, the limit is " + limiter.max() + " (property corral.tasks."
						+ Printable.of(this.launch.stats().name()) + ".max-live)";
			}
			else if (limiter == this.byScope) {
				live = Plural.of(limiter.taken(), "task is", "tasks are") + " live in scope " + this.launch.scope()
						+ ", the limit is " + limiter.max();
			}
			else {
				live = Plural.of(limiter.taken(), "task is", "tasks are") + " live, the limit is " + limiter.max()
						+ " (maxLive, property corral.max-live)";
			}
			return "task \"" + Printable.of(this.launch.name()) + "\" was not launched: " + live;
		}

	}

}
