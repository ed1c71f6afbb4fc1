package dev.corral.internal.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.corral.CorralConfig;
import dev.corral.internal.callback.Shutdown;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.limit.Slots;
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
import dev.corral.monitor.Printable;

/**
 * Takes tasks into the registry, with a slot of their name, of their scope and of the
 * launcher, where these have a limit. Thread-safe.
 */
public final class Admission implements TaskCompleter.SlotReturn {

	/*-
	 * Slots are taken in the order name, scope, launcher, and all given back when one of them
	 * is refused or anything fails. Giving back needs no memory.
	 *
	 * Most launches find every slot free: `tryEnter` takes the launcher's together with the
	 * place in the registry, under one lock, and allocates nothing for a task without other
	 * limits. The others get their slots from SlotRequests, where they may wait, then `enter`.
	 *
	 * A name may get its first limit while its tasks are being launched. The limit is set, then
	 * the registry is walked; a launch enters the registry, then reads the limit (`adopt`). So
	 * each task counts, and once, as its slots are exchanged with one CAS.
	 *
	 * There are two signals. `signalLeft`: a task or scope has left, so there may be room for
	 * a launch, or nothing left that the closer waits for. `signalEnded`: a scope or the
	 * launcher takes no more tasks, so launches that wait for a slot check whether they still may.
	 */

	private final Environment environment;

	private final Registry<SupervisedTask<?>> registry;

	private final Scopes scopes;

	private final Shutdown shutdown;

	private final SlotPool pool;

	private final Limiter all;

	private final SlotRequests requests;

	/**
	 * Makes the limits of a launcher.
	 * @param environment backend, configuration and clock of the launcher
	 * @param registry where tasks enter
	 * @param scopes the open scopes, in which launches may wait
	 * @param shutdown refuses launches, and is notified when tasks have left
	 * @param proofs {@code null} outside proof mode
	 */
	Admission(Environment environment, Registry<SupervisedTask<?>> registry, Scopes scopes, Shutdown shutdown,
			@Nullable Proofs proofs) {
		CorralConfig config = environment.config();
		this.environment = environment;
		this.registry = registry;
		this.scopes = scopes;
		this.shutdown = shutdown;
		this.pool = new SlotPool(registry.stripes(), registry.saturation(), config.maxLive());
		this.all = new Limiter(environment.backend(), config.maxLive(), this.pool);
		this.requests = new SlotRequests(environment, registry, this.all, shutdown, proofs);
		config.taskSettings().forEach((name, settings) -> {
			Integer max = settings.maxLive();
			if (max != null) {
				registry.stats(name).limitBy(new Limiter(environment.backend(), max));
			}
		});
	}

	public Limiter all() {
		return this.all;
	}

	SlotRequests requests() {
		return this.requests;
	}

	public int waiting() {
		return this.requests.waiting();
	}

	public int callers() {
		return this.requests.callers();
	}

	// Whether a launch is sure to find a limit reached, so that it need not make its task
	boolean isFull(NameStats stats, @Nullable Scope scope) {
		return this.pool.isFull() || isFull(stats.limiter()) || isFull(SlotRequests.limiterOf(scope));
	}

	private static boolean isFull(@Nullable Limiter limiter) {
		return limiter != null && limiter.isFull();
	}

	/**
	 * Takes every slot and enters the registry, without waiting.
	 * @param task a task that has not entered
	 * @param scope the scope of the task, {@code null} for the root
	 * @return {@code false} when a limit is reached, or others wait for a slot of it
	 */
	boolean tryEnter(SupervisedTask<?> task, @Nullable Scope scope) {
		Slots slots = Slots.of(task.counters.stats.limiter(), SlotRequests.limiterOf(scope));
		if (!slots.tryTake()) {
			return false;
		}
		boolean entered = false;
		try {
			task.hold(slots);
			entered = !this.all.isAwaited() && this.pool.enter(task);
			return entered;
		}
		finally {
			if (!entered) {
				giveBack(slots);
			}
		}
	}

	// With slots from a request; gives none of them back when it fails
	void enter(SupervisedTask<?> task, Slots slots) {
		task.hold(slots);
		this.pool.enterPaid(task);
	}

	// Slots from a request, for a task that did not enter
	void giveBackUnused(Slots slots) {
		giveBack(slots);
		this.all.giveBack();
	}

	@Override
	public void giveBack(SupervisedTask<?> task) {
		Slots slots = task.takeSlots();
		if (slots != null) {
			giveBack(slots);
		}
	}

	// Of a task that has been collected, too
	void giveBack(Slots slots) {
		slots.giveBack();
		this.requests.forget(slots.caller());
	}

	@Override
	public void signalLeft() {
		this.all.released();
		this.shutdown.signalLeft();
	}

	void signalEnded() {
		if (this.requests.waiting() > 0) {
			this.all.recheck();
			this.registry.limiters(Limiter::recheck);
			this.scopes.stream().map(ScopeNode::limiter).filter(Objects::nonNull).forEach(Limiter::recheck);
		}
	}

	void limit(int max) {
		this.all.max(max);
	}

	void limit(String name, int max) {
		NameStats stats = this.registry.stats(name);
		if (!stats.name().equals(name)) {
			throw new IllegalArgumentException(
					"'name' must be among the first " + Plural.of(this.environment.config().maxNames(), "name", "names")
							+ " (maxNames, property corral.max-names), but was \"" + Printable.of(name) + '"');
		}
		Limiter limiter = stats.limitBy(new Limiter(this.environment.backend(), max));
		limiter.max(max);
		this.registry.forEach(this::adopt);
	}

	// A task that entered before its name had a limit counts towards it
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
			giveBack(task);
		}
	}

}
