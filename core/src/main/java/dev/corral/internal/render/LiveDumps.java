package dev.corral.internal.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import dev.corral.dump.GroupedTextDump;
import dev.corral.dump.Grouping;
import dev.corral.dump.Profile;
import dev.corral.dump.ProfileStack;
import dev.corral.dump.TaskDumps;
import dev.corral.dump.TextDump;
import dev.corral.internal.callback.LogLine;
import dev.corral.internal.platform.StackReserve;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Check;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskStatus;

/**
 * Dumps of the live tasks of one launcher: walks over them and passes each to what writes
 * or counts it.
 */
public final class LiveDumps implements TaskDumps {

	private static final StackTraceElement[] NO_FRAMES = {};

	private static final StackTraceElement UNKNOWN = new StackTraceElement("", "unknown", "", -1);

	/** How many groups are written to the log; the rest is a number. */
	private static final int MAX_LOGGED = 50;

	private static final int MAX_SAMPLES = 1000;

	private final LiveTasks live;

	public LiveDumps(LiveTasks live) {
		this.live = live;
	}

	@Override
	public void write(TaskFilter filter, long limit, Appendable out) {
		StackReserve.require();
		Check.notNull("filter", filter);
		TextDump dump = new TextDump(Check.notNull("out", out));
		dump.head(this.live.registry().counts(), this.live.scopes().size(), this.live.environment().backend().now());
		FilteredCursor cursor = new FilteredCursor(this.live, filter);
		long total = 0;
		for (SupervisedTask<?> task = cursor.nextTask(); task != null; task = cursor.nextTask()) {
			if (total++ < limit) {
				dump.task(Snapshots.of(task, filter.stacks()));
			}
		}
		dump.foot(total);
	}

	@Override
	public void writeGrouped(TaskFilter filter, Grouping grouping, long limit, Appendable out) {
		StackReserve.require();
		TaskGroups groups = groups(filter, grouping);
		GroupedTextDump dump = new GroupedTextDump(groups, Check.notNull("out", out));
		dump.head(this.live.registry().counts(), this.live.scopes().size(), this.live.environment().backend().now());
		groups.groups().stream().limit(limit).forEach(dump::group);
		dump.foot();
	}

	// Short enough for the log
	public String shortText(Grouping grouping) {
		StringBuilder text = new StringBuilder();
		writeGrouped(TaskFilter.all(), grouping, MAX_LOGGED, text);
		return text.toString();
	}

	@Override
	public void log() {
		StackReserve.require();
		new LogLine(Level.INFO, "Dump on demand; {}", shortText(Grouping.EXACT)).run();
	}

	@Override
	public TaskGroups groups(TaskFilter filter, Grouping grouping) {
		StackReserve.require();
		Check.notNull("filter", filter);
		boolean sampled = Check.notNull("grouping", grouping) == Grouping.SAMPLED;
		GroupCollector collector = new GroupCollector(TaskGroups.MAX_GROUPS);
		FilteredCursor cursor = new FilteredCursor(this.live, filter.inOrderOfId());
		for (SupervisedTask<?> task = cursor.nextTask(); task != null; task = cursor.nextTask()) {
			add(collector, task, sampled, filter.stacks());
		}
		return new TaskGroups(collector.finish().stream().map(Group::read).toList(), collector.other(),
				collector.total(), sampled);
	}

	// A task that settles meanwhile is left out: its stack is gone
	private void add(GroupCollector collector, SupervisedTask<?> task, boolean sampled, boolean stacks) {
		Thread thread = task.visibleThread();
		if (thread == null) {
			return;
		}
		StackTraceElement[] frames = (stacks && !sampled) ? stackOf(thread) : NO_FRAMES;
		Thread.State state = thread.getState();
		TaskStatus status = task.status();
		if (status.isSettled()) {
			return;
		}
		LeakReason leak = task.leakReason();
		GroupKey key = sampled
				? GroupKey.sampled(task.name(), status, state, leak, task.launchSite(), blockerOf(thread))
				: GroupKey.exact(task.name(), status, state, leak, frames);
		collector.add(key, task.id(), age(task), task.launchSite(),
				() -> (stacks && sampled) ? Arrays.asList(stackOf(thread)) : List.of());
	}

	@Override
	public Profile profile(TaskFilter filter, ProfileStack stack) {
		StackReserve.require();
		Check.notNull("filter", filter);
		Check.notNull("stack", stack);
		GroupCollector collector = new GroupCollector(Profile.MAX_SAMPLES);
		FilteredCursor cursor = new FilteredCursor(this.live, filter.inOrderOfId());
		for (SupervisedTask<?> task = cursor.nextTask(); task != null; task = cursor.nextTask()) {
			StackTraceElement[] frames = !filter.stacks() ? NO_FRAMES : switch (stack) {
				case THREAD -> framesOf(task.visibleThread());
				case LAUNCH -> launchOf(task);
			};
			TaskStatus status = task.status();
			if (!status.isSettled()) {
				collector.add(
						GroupKey.profile(task.name(), status, Snapshots.pathOf(task.scope), task.leakReason(), frames),
						task.id(), age(task), task.launchSite(), List::of);
			}
		}
		return new CollectedProfile(stack, this.live.environment().backend().now(), collector);
	}

	private long age(SupervisedTask<?> task) {
		return this.live.environment().since(task.launchedAt).toNanos();
	}

	private StackTraceElement[] framesOf(@Nullable Thread thread) {
		return (thread != null) ? stackOf(thread) : NO_FRAMES;
	}

	private StackTraceElement[] stackOf(Thread thread) {
		return this.live.environment().backend().stackOf(thread);
	}

	private static StackTraceElement[] launchOf(SupervisedTask<?> task) {
		Lineage lineage = task.lineage;
		List<LaunchSite> ancestors = (lineage != null) ? lineage.launchSites() : List.of();
		return Stream.concat(Stream.of(task.launchSite()), ancestors.stream())
			.map(LiveDumps::frame)
			.toArray(StackTraceElement[]::new);
	}

	private static StackTraceElement frame(LaunchSite site) {
		return site.equals(LaunchSite.UNKNOWN) ? UNKNOWN
				: new StackTraceElement(site.className(), site.methodName(), site.fileName(), site.line());
	}

	private @Nullable Class<?> blockerOf(Thread thread) {
		Object blocker = this.live.environment().backend().blocker(thread);
		return (blocker != null) ? blocker.getClass() : null;
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
			add(samples, new StackSample(thread.getState(), List.of(stackOf(thread)), 1));
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
