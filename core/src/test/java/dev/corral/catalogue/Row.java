package dev.corral.catalogue;

import java.util.List;

import dev.corral.TaskLauncher;

/**
 * One row of the catalogue: a mistake that leaks, and the same code without it; or, as a
 * negative, code that looks like a leak and is none. Holds nothing of a run.
 *
 * @param name what the catalogue calls it
 * @param pattern the kind of mistake
 * @param code makes the code of a run
 * @param leaks the tasks that leak; of a negative, those that are rightly suspected
 * @param negative whether nothing of it may ever be proved
 * @param kept whether a run must be released in the end
 * @param tasks about how many tasks it launches
 * @param maxLive the limit its launcher needs, zero for none
 */
record Row(String name, Pattern pattern, Kernel.Factory code, List<Leak> leaks, boolean negative, boolean kept,
		int tasks, int maxLive) {

	Row {
		leaks = List.copyOf(leaks);
	}

	static Row found(String name, Pattern pattern, Kernel.Factory code, Leak... leaks) {
		List<Leak> expected = List.of(leaks);
		return new Row(name, pattern, code, expected, false, false, expected.stream().mapToInt(Leak::count).sum(), 0);
	}

	static Row negative(String name, Pattern pattern, Kernel.Factory code, Leak... suspected) {
		return new Row(name, pattern, code, List.of(suspected), true, false, 1, 0);
	}

	/**
	 * Says that a run keeps something, to be let go by closing what it returns.
	 * @return the new row
	 */
	Row keeping() {
		return new Row(this.name, this.pattern, this.code, this.leaks, this.negative, true, this.tasks, this.maxLive);
	}

	Row withTasks(int number) {
		return new Row(this.name, this.pattern, this.code, this.leaks, this.negative, this.kept, number, this.maxLive);
	}

	Row withMaxLive(int limit) {
		return new Row(this.name, this.pattern, this.code, this.leaks, this.negative, this.kept, this.tasks, limit);
	}

	/**
	 * Whether all that it leaks can be proved to be unreachable.
	 * @return {@code false} for negatives
	 */
	boolean provable() {
		return !this.negative && this.leaks.stream().allMatch(Leak::provable);
	}

	int leaked() {
		return this.leaks.stream().mapToInt(Leak::count).sum();
	}

	/**
	 * Launches the tasks with the mistake in them; of a negative, with nothing declared.
	 * @param launcher where to
	 * @return to be closed in the end
	 * @throws Exception whatever a launch throws
	 */
	Kept leak(TaskLauncher launcher) throws Exception {
		return run(launcher, false);
	}

	/**
	 * Launches the tasks without the mistake: they end by themselves; of a negative,
	 * declared as meant to live long.
	 * @param launcher where to
	 * @return to be closed in the end
	 * @throws Exception whatever a launch throws
	 */
	Kept fixed(TaskLauncher launcher) throws Exception {
		return run(launcher, true);
	}

	private Kept run(TaskLauncher launcher, boolean fixed) throws Exception {
		Kernel kernel = this.code.create(fixed);
		kernel.start(launcher);
		return this.kept ? kernel::release : Kept.NOTHING;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
