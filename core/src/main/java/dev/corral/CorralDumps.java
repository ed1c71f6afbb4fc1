package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.dump.Grouping;
import dev.corral.dump.Profile;
import dev.corral.dump.ProfileStack;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.render.Dumps;
import dev.corral.internal.render.LiveTasks;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Check;
import dev.corral.snapshot.StackSample;
import dev.corral.snapshot.TaskGroups;

/**
 * Dumps of the live tasks of a launcher. Stacks are taken one after the other in the
 * calling thread; nothing stops for them. Thread-safe.
 */
public final class CorralDumps {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final int MAX_SAMPLES = 1000;

	private final LiveTasks live;

	CorralDumps(LiveTasks live) {
		this.live = live;
	}

	/**
	 * Writes live tasks as text, in the manner of a goroutine dump.
	 * @param filter which to show, and how much of each
	 * @param limit how many at most
	 * @param out where to; what it throws comes out as an unchecked exception
	 */
	public void write(TaskFilter filter, long limit, Appendable out) {
		StackReserve.require();
		Dumps.write(this.live, Check.notNull("filter", filter), limit, Check.notNull("out", out));
	}

	/**
	 * Counts live tasks by the places they are at. Walks over all of them, once.
	 * @param filter which to count, and whether stacks tell places
	 * @param grouping whether every stack is taken, or one for each group
	 * @return the groups of this moment
	 */
	public TaskGroups groups(TaskFilter filter, Grouping grouping) {
		StackReserve.require();
		return Dumps.groups(this.live, Check.notNull("filter", filter), Check.notNull("grouping", grouping));
	}

	/**
	 * Writes live tasks as text, those that are at the same place as one block.
	 * @param filter which to show, and whether with stacks
	 * @param grouping whether every stack is taken, or one for each group
	 * @param limit how many groups at most
	 * @param out where to; what it throws comes out as an unchecked exception
	 */
	public void writeGrouped(TaskFilter filter, Grouping grouping, long limit, Appendable out) {
		StackReserve.require();
		Dumps.write(this.live, groups(filter, grouping), limit, Check.notNull("out", out));
	}

	/**
	 * Counts live tasks by name, status, scope, verdict and stack, for readers of
	 * profiles. Walks over all of them, once.
	 * @param filter which to count, and whether with stacks
	 * @param stack whether the stacks are those of threads or of launches
	 * @return the profile of this moment, of at most
	 * {@value dev.corral.dump.ProfileCollector#MAX_SAMPLES} samples and one for the rest
	 */
	public Profile profile(TaskFilter filter, ProfileStack stack) {
		StackReserve.require();
		return Dumps.profile(this.live, Check.notNull("filter", filter), Check.notNull("stack", stack));
	}

	/**
	 * Writes the most numerous groups of all live tasks to the log {@code dev.corral}, at
	 * level INFO, as one event.
	 */
	public void log() {
		StackReserve.require();
		logger.info("Dump on demand; {}", Dumps.shortText(this.live, Grouping.EXACT));
	}

	/**
	 * Looks at a task several times, which tells one that spins from one that stands.
	 * @param id the task's id
	 * @param times how many times, 1 to 1000
	 * @param apart the time between two looks
	 * @return what was seen, in order, equal sights together; shorter when the task ends
	 * meanwhile, empty when there is none
	 * @throws InterruptedException when interrupted between two looks
	 */
	public List<StackSample> sample(long id, int times, Duration apart) throws InterruptedException {
		StackReserve.require();
		if (times < 1 || times > MAX_SAMPLES) {
			throw new IllegalArgumentException("times must be from 1 to " + MAX_SAMPLES + ", but was " + times);
		}
		Check.notNegative("apart", apart);
		List<StackSample> samples = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			if (i > 0) {
				pause(apart.toNanos());
			}
			SupervisedTask<?> task = this.live.registry().find(id);
			Thread thread = (task != null && !task.isOver()) ? task.visibleThread() : null;
			if (thread == null) {
				break;
			}
			add(samples, new StackSample(thread.getState(), List.of(thread.getStackTrace()), 1));
		}
		return samples;
	}

	private static void add(List<StackSample> samples, StackSample next) {
		StackSample last = samples.isEmpty() ? next : samples.get(samples.size() - 1);
		if (!samples.isEmpty() && last.state() == next.state() && last.stack().equals(next.stack())) {
			samples.set(samples.size() - 1, new StackSample(last.state(), last.stack(), last.times() + 1));
		}
		else {
			samples.add(next);
		}
	}

	private void pause(long nanos) throws InterruptedException {
		long until = this.live.environment().nanoTime() + nanos;
		for (long left = nanos; left > 0; left = until - this.live.environment().nanoTime()) {
			this.live.environment().backend().park(this, left);
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}
	}

}
