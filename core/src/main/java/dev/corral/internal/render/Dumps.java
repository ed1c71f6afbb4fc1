package dev.corral.internal.render;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.corral.dump.GroupCollector;
import dev.corral.dump.GroupKey;
import dev.corral.dump.GroupedTextDump;
import dev.corral.dump.Grouping;
import dev.corral.dump.Profile;
import dev.corral.dump.ProfileCollector;
import dev.corral.dump.ProfileKey;
import dev.corral.dump.ProfileStack;
import dev.corral.dump.TextDump;
import dev.corral.internal.task.Snapshots;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.LeakVerdict;
import dev.corral.monitor.Lineage;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;

/** Walks over live tasks and hands them to what writes or counts them. */
public final class Dumps {

	private static final StackTraceElement[] NO_FRAMES = {};

	private static final StackTraceElement UNKNOWN = new StackTraceElement("", "unknown", "", -1);

	/** How many groups are written to the log; the rest is a number. */
	private static final int MAX_LOGGED = 50;

	private Dumps() {
	}

	// What fits into a line of the log
	public static String shortText(LiveTasks live, Grouping grouping) {
		StringBuilder text = new StringBuilder();
		write(live, groups(live, TaskFilter.all(), grouping), MAX_LOGGED, text);
		return text.toString();
	}

	public static void write(LiveTasks live, TaskFilter filter, long limit, Appendable out) {
		TextDump dump = new TextDump(out);
		dump.head(live.registry().counts(), live.scopes().size(), live.environment().backend().now());
		try (TaskCursor cursor = new FilteredCursor(live, filter)) {
			Optional<TaskSnapshot> task = cursor.next();
			for (long shown = 0; shown < limit && task.isPresent(); shown++) {
				dump.task(task.get());
				task = cursor.next();
			}
		}
		dump.foot(count(live, filter));
	}

	public static long count(LiveTasks live, TaskFilter filter) {
		try (FilteredCursor cursor = new FilteredCursor(live, filter)) {
			long number = 0;
			while (cursor.nextTask() != null) {
				number++;
			}
			return number;
		}
	}

	public static void write(LiveTasks live, TaskGroups groups, long limit, Appendable out) {
		GroupedTextDump dump = new GroupedTextDump(groups, out);
		dump.head(live.registry().counts(), live.scopes().size(), live.environment().backend().now());
		groups.groups().stream().limit(limit).forEach(dump::group);
		dump.foot();
	}

	public static TaskGroups groups(LiveTasks live, TaskFilter filter, Grouping grouping) {
		GroupCollector collector = new GroupCollector(grouping);
		try (FilteredCursor cursor = new FilteredCursor(live, filter.inOrderOfId())) {
			for (SupervisedTask<?> task = cursor.nextTask(); task != null; task = cursor.nextTask()) {
				add(collector, task, grouping, filter.stacks());
			}
		}
		return collector.groups();
	}

	// What settles under the eyes is left out: its stack is gone
	private static void add(GroupCollector collector, SupervisedTask<?> task, Grouping grouping, boolean stacks) {
		Thread thread = task.visibleThread();
		if (thread == null) {
			return;
		}
		boolean sampled = grouping == Grouping.SAMPLED;
		StackTraceElement[] frames = (stacks && !sampled) ? thread.getStackTrace() : NO_FRAMES;
		Thread.State state = thread.getState();
		TaskStatus status = task.status();
		if (status.isSettled()) {
			return;
		}
		GroupKey key = sampled
				? GroupKey.sampled(task.name(), status, state, reason(task), task.launchSite(), blocker(task, thread))
				: GroupKey.exact(task.name(), status, state, reason(task), frames);
		collector.add(key, task.id(), Math.max(0, task.environment().backend().nanoTime() - task.launchedAt),
				task.launchSite(), () -> stacks ? thread.getStackTrace() : NO_FRAMES);
	}

	public static Profile profile(LiveTasks live, TaskFilter filter, ProfileStack stack) {
		ProfileCollector collector = new ProfileCollector(stack);
		try (FilteredCursor cursor = new FilteredCursor(live, filter.inOrderOfId())) {
			for (SupervisedTask<?> task = cursor.nextTask(); task != null; task = cursor.nextTask()) {
				StackTraceElement[] frames = !filter.stacks() ? NO_FRAMES : switch (stack) {
					case THREAD -> framesOf(task.visibleThread());
					case LAUNCH -> launchOf(task);
				};
				TaskStatus status = task.status();
				if (!status.isSettled()) {
					collector.add(
							ProfileKey.of(task.name(), status, Snapshots.pathOf(task.scope), reason(task), frames),
							Math.max(0, live.environment().nanoTime() - task.launchedAt));
				}
			}
		}
		return collector.profile(live.environment().backend().now());
	}

	private static StackTraceElement[] framesOf(@Nullable Thread thread) {
		return (thread != null) ? thread.getStackTrace() : NO_FRAMES;
	}

	private static StackTraceElement[] launchOf(SupervisedTask<?> task) {
		Lineage lineage = task.lineage;
		List<LaunchSite> ancestors = (lineage != null) ? lineage.launchSites() : List.of();
		StackTraceElement[] frames = new StackTraceElement[1 + ancestors.size()];
		frames[0] = frame(task.launchSite());
		for (int i = 1; i < frames.length; i++) {
			frames[i] = frame(ancestors.get(i - 1));
		}
		return frames;
	}

	private static StackTraceElement frame(LaunchSite site) {
		return site.equals(LaunchSite.UNKNOWN) ? UNKNOWN
				: new StackTraceElement(site.className(), site.methodName(), site.fileName(), site.line());
	}

	private static @Nullable LeakReason reason(SupervisedTask<?> task) {
		LeakVerdict verdict = task.verdict();
		return (verdict != null) ? verdict.reason() : null;
	}

	private static @Nullable Class<?> blocker(SupervisedTask<?> task, Thread thread) {
		Object blocker = task.environment().backend().blocker(thread);
		return (blocker != null) ? blocker.getClass() : null;
	}

}
