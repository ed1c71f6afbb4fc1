package dev.corral.internal.scope;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.slf4j.event.Level;

import dev.corral.internal.callback.LogLine;
import dev.corral.internal.callback.LogTopic;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.util.Durations;
import dev.corral.internal.util.Frames;
import dev.corral.internal.util.Plural;

/**
 * The tasks that the timeout of a scope finds unfinished. The scope's exception names
 * them; its log line shows their stacks, too.
 */
final class LateTasks {

	/*-
	 * Stacks are read before the tasks are interrupted, by the thread of the deadlines. It reads
	 * none of a runnable thread, because that may take long: the log lane does that later.
	 */

	/** How many tasks are named. */
	static final int MAX_NAMED = 10;

	/** How many frames of each are shown. */
	private static final int MAX_FRAMES = 10;

	private final ScopeNode scope;

	/** How many there are, in scopes below, too. */
	private int number;

	/** The first of them. */
	private final List<SupervisedTask<?>> named = new ArrayList<>();

	/** Their stacks; empty for those that were not read. */
	private final List<List<StackTraceElement>> stacks = new ArrayList<>();

	private LateTasks(ScopeNode scope) {
		this.scope = scope;
	}

	// A timeout must not fail for what its line shows
	static LateTasks of(ScopeNode scope, boolean withStacks) {
		LateTasks late = new LateTasks(scope);
		try {
			late.find();
			if (withStacks) {
				late.named.forEach((task) -> late.stacks.add(late.waitingStack(task)));
			}
		}
		catch (Throwable ex) {
			// No memory: fewer are shown
		}
		return late;
	}

	// From the scope downwards, the oldest of each first
	private void find() {
		List<ScopeNode> tree = new ArrayList<>(List.of(this.scope));
		for (int i = 0; i < tree.size(); i++) {
			for (SupervisedTask<?> task : tree.get(i).members().tasks().reversed()) {
				if (!task.isDone()) {
					this.number++;
					if (this.named.size() < MAX_NAMED) {
						this.named.add(task);
					}
				}
			}
			tree.addAll(tree.get(i).members().scopes());
		}
	}

	private List<StackTraceElement> waitingStack(SupervisedTask<?> task) {
		Thread thread = task.visibleThread();
		if (thread == null || task.startedAt() == 0 || thread.getState() == Thread.State.RUNNABLE) {
			return List.of();
		}
		return stackOf(thread);
	}

	private List<StackTraceElement> stackOf(Thread thread) {
		Backend backend = this.scope.environment().backend();
		StackTraceElement[] frames = backend.stackOf(thread);
		return List.of(Arrays.copyOf(frames, Math.min(frames.length, MAX_FRAMES)));
	}

	// What follows the name of the scope in its exception
	String text() {
		if (this.named.isEmpty()) {
			return "";
		}
		return " with " + unfinished() + " (" + names() + ')';
	}

	private String unfinished() {
		return Plural.of(this.number, "unfinished task", "unfinished tasks");
	}

	private String names() {
		StringBuilder names = new StringBuilder();
		for (SupervisedTask<?> task : this.named) {
			names.append(names.isEmpty() ? "" : ", ").append(task.label());
		}
		if (this.number > this.named.size()) {
			names.append(" and ").append(this.number - this.named.size()).append(" more");
		}
		return names.toString();
	}

	// For the log lane
	Runnable line(Duration timeout) {
		return new Line(timeout);
	}

	private String shownStacks() {
		StringBuilder shown = new StringBuilder();
		for (int i = 0; i < this.stacks.size(); i++) {
			SupervisedTask<?> task = this.named.get(i);
			List<StackTraceElement> stack = this.stacks.get(i);
			Thread thread = task.visibleThread();
			if (stack.isEmpty() && thread != null && task.startedAt() != 0) {
				stack = stackOf(thread);
			}
			if (!stack.isEmpty()) {
				shown.append(System.lineSeparator()).append(task.label()).append(':').append(Frames.lines(stack));
			}
		}
		return shown.toString();
	}

	/** Reads the stacks that are missing when it is written. */
	private final class Line implements Runnable {

		private final Duration timeout;

		private Line(Duration timeout) {
			this.timeout = timeout;
		}

		@Override
		public void run() {
			LateTasks late = LateTasks.this;
			new LogLine(LogTopic.TIMEOUT, Level.INFO, "Scope {} timed out after {} with {}{}{}", late.scope,
					Durations.text(this.timeout), late.unfinished(), late.named.isEmpty() ? "" : ": " + late.names(),
					late.shownStacks())
				.withMdc(late.scope.mdc)
				.run();
		}

		@Override
		public String toString() {
			return "the log line about the timeout of scope " + LateTasks.this.scope;
		}

	}

}
