package dev.corral.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LeakReason;
import dev.corral.monitor.RecentLeak;

/**
 * The tasks of one name that a row leaks.
 *
 * @param task their name
 * @param count how many they are, zero for those that end and may be suspected before
 * @param reasons which reasons are right
 * @param methods the methods of the row one of which must be the innermost of the row's
 * own in the stack of a verdict
 * @param unprovable why the garbage collector cannot prove them unreachable, {@code null}
 * when it can
 * @param uninterruptible whether no cancel ends it, only who holds what it waits for
 */
record Leak(String task, int count, Set<LeakReason> reasons, Set<String> methods, @Nullable String unprovable,
		boolean uninterruptible) {

	/** Stand between a row and the wait itself, and are no place of the row. */
	private static final Set<String> HELPERS = Set.of(Channel.class.getName(), Select.class.getName(),
			WriterFirstLock.class.getName(), Once.class.getName());

	private static final String PACKAGE = Leak.class.getPackageName() + ".";

	/**
	 * One task that waits for ever.
	 * @param task its name
	 * @param methods where it may block
	 * @return an expectation, provable
	 */
	static Leak stuck(String task, String... methods) {
		return new Leak(task, 1, Set.of(LeakReason.STUCK), Set.of(methods), null, false);
	}

	/**
	 * One task that never waits for ever and never ends.
	 * @param task its name
	 * @param methods where it may be
	 * @return an expectation
	 */
	static Leak runaway(String task, String... methods) {
		return new Leak(task, 1, Set.of(LeakReason.RUNAWAY), Set.of(methods), "it runs", false);
	}

	/**
	 * One task that was told to stop and did not.
	 * @param task its name
	 * @param methods where it may be
	 * @return an expectation
	 */
	static Leak overdue(String task, String... methods) {
		return new Leak(task, 1, Set.of(LeakReason.OVERDUE), Set.of(methods), "what would end it is kept", false);
	}

	Leak times(int value) {
		return new Leak(this.task, value, this.reasons, this.methods, this.unprovable, this.uninterruptible);
	}

	Leak unprovableBecause(String reason) {
		return new Leak(this.task, this.count, this.reasons, this.methods, reason, this.uninterruptible);
	}

	/**
	 * Says that no cancel ends it once the task is proved that holds what it waits for.
	 * @return the new expectation
	 */
	Leak heldFast() {
		return new Leak(this.task, this.count, this.reasons, this.methods, this.unprovable, true);
	}

	/**
	 * Whether any task of it is left in the end.
	 * @return {@code false} when all end by themselves
	 */
	boolean isSite() {
		return this.count > 0;
	}

	boolean provable() {
		return this.unprovable == null;
	}

	/**
	 * Whether a suspicion is the expected one.
	 * @param verdict what was found
	 * @return whether task, reason and place are right
	 */
	boolean isShownBy(RecentLeak verdict) {
		return verdict.name().equals(this.task) && this.reasons.contains(verdict.reason())
				&& isShownIn(verdict.stack());
	}

	/**
	 * Whether a verdict is a suspicion that ended when the expected certain one came: on
	 * a busy machine a task may be old before it is told to stop.
	 * @param verdict what was found
	 * @return whether task and place are right
	 */
	boolean isForeshadowedBy(RecentLeak verdict) {
		return verdict.name().equals(this.task) && this.reasons.stream().anyMatch(LeakReason::isCertain)
				&& !verdict.reason().isCertain() && verdict.endedAt() != null && isShownIn(verdict.stack());
	}

	/**
	 * Whether a stack shows the place that blocks.
	 * @param stack frames, innermost first
	 * @return whether the innermost method of a row is one of those expected
	 */
	boolean isShownIn(List<StackTraceElement> stack) {
		Optional<StackTraceElement> place = stack.stream().filter(Leak::isOfRow).findFirst();
		return place.isPresent() && this.methods.contains(place.get().getMethodName());
	}

	private static boolean isOfRow(StackTraceElement frame) {
		String name = frame.getClassName();
		int nested = name.indexOf('$');
		return name.startsWith(PACKAGE) && !HELPERS.contains((nested < 0) ? name : name.substring(0, nested));
	}

}
