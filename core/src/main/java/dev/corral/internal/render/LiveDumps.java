package dev.corral.internal.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.dump.Grouping;
import dev.corral.dump.Profile;
import dev.corral.dump.ProfileStack;
import dev.corral.dump.TaskDumps;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Check;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskGroups;

/** Writes dumps of the live tasks of one launcher. */
public final class LiveDumps implements TaskDumps {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private static final int MAX_SAMPLES = 1000;

	private final LiveTasks live;

	public LiveDumps(LiveTasks live) {
		this.live = live;
	}

	@Override
	public void write(TaskFilter filter, long limit, Appendable out) {
		StackReserve.require();
		Dumps.write(this.live, Check.notNull("filter", filter), limit, Check.notNull("out", out));
	}

	@Override
	public TaskGroups groups(TaskFilter filter, Grouping grouping) {
		StackReserve.require();
		return Dumps.groups(this.live, Check.notNull("filter", filter), Check.notNull("grouping", grouping));
	}

	@Override
	public void writeGrouped(TaskFilter filter, Grouping grouping, long limit, Appendable out) {
		StackReserve.require();
		Dumps.write(this.live, groups(filter, grouping), limit, Check.notNull("out", out));
	}

	@Override
	public Profile profile(TaskFilter filter, ProfileStack stack) {
		StackReserve.require();
		return Dumps.profile(this.live, Check.notNull("filter", filter), Check.notNull("stack", stack));
	}

	@Override
	public void log() {
		StackReserve.require();
		logger.info("Dump on demand; {}", Dumps.shortText(this.live, Grouping.EXACT));
	}

	@Override
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
