package dev.corral.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.event.TaskEvent;
import dev.corral.internal.engine.DefaultCorral;
import dev.corral.internal.simulation.SimulatedThread;
import dev.corral.internal.simulation.Simulation;
import dev.corral.monitor.Panic;
import dev.corral.monitor.RecentLeak;
import dev.corral.monitor.RecentPanic;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a program and its launcher report, one line each with the time: events, panics at
 * recovery handlers, the log from INFO on, and what the program itself says.
 */
public final class Transcript {

	public final Simulation simulation;

	private final List<Line> lines = new ArrayList<>();

	private Transcript(long seed) {
		this.simulation = new Simulation(seed).strict();
	}

	/** The program whose lines are collected. */
	@FunctionalInterface
	public interface Program {

		void run(Transcript transcript, Corral corral) throws Exception;

	}

	// Runs a program with a launcher, which is closed in the end, and returns the lines
	public static List<String> of(long seed, UnaryOperator<CorralConfig> change, Program program) {
		Transcript transcript = new Transcript(seed);
		Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");
		Log log = transcript.new Log();
		log.start();
		logger.addAppender(log);
		logger.setAdditive(false);
		try {
			transcript.simulation.run(() -> transcript.run(change, program));
		}
		finally {
			logger.setAdditive(true);
			logger.detachAppender(log);
		}
		if (transcript.simulation.liveThreads() != 0) {
			throw new AssertionError("threads are left: " + transcript.simulation.liveThreads());
		}
		return transcript.lines.stream().sorted().map(Line::text).toList();
	}

	// With the default configuration
	public static void assertTranscript(Program program, String lines) {
		assertTranscript(UnaryOperator.identity(), program, lines);
	}

	// A program has the same lines whatever the interleaving
	public static void assertTranscript(UnaryOperator<CorralConfig> change, Program program, String lines) {
		for (long seed = 1; seed <= 50; seed++) {
			assertThat(of(seed, change, program)).as("seed " + seed).containsExactlyElementsOf(lines.lines().toList());
		}
	}

	private void run(UnaryOperator<CorralConfig> change, Program program) throws Exception {
		Corral corral = DefaultCorral.create(change.apply(CorralConfig.defaults()
			.withCancelGrace(Duration.ofSeconds(5))
			.withRecoveryHandlers(List.of(this::recover))
			.withListeners(List.of(this::hear))), this.simulation);
		program.run(this, corral);
		corral.close();
	}

	public void say(String line) {
		Duration at = this.simulation.elapsed();
		boolean later = Thread.currentThread().getName().equals("corral-log");
		this.lines.add(new Line(at, later, "[" + seconds(at) + "] " + line));
	}

	// The outcome as its waiters see it
	public void sayOutcome(Task<?> task) throws InterruptedException {
		try {
			say(taskOf(task.id(), task.name()) + " gave " + task.join());
		}
		catch (RuntimeException ex) {
			say(taskOf(task.id(), task.name()) + " gave " + shown(ex));
		}
	}

	// What a join throws, with its cause
	public static String shown(Throwable thrown) {
		Throwable cause = thrown.getCause();
		String own = thrown.getClass().getSimpleName();
		return (cause != null) ? own + " by " + cause.getClass().getSimpleName() + ": " + cause.getMessage()
				: own + ": " + thrown.getMessage();
	}

	private void recover(Panic panic) {
		say(taskOf(panic.id(), panic.name()) + " comes to the handler: " + panic.cause().getMessage()
				+ (panic.late() ? ", late" : ""));
	}

	private void hear(TaskEvent event) {
		say(switch (event) {
			case TaskEvent.Started begun -> taskOf(begun.id(), begun.name()) + " started";
			case TaskEvent.Ended ended ->
				taskOf(ended.id(), ended.name()) + " ended " + ended.status() + " after " + seconds(ended.ranFor());
			case TaskEvent.Panicked panicked -> panicked(panicked.panic());
			case TaskEvent.Restarting again -> taskOf(again.id(), again.name()) + " waits " + seconds(again.backoff())
					+ " for attempt " + again.attempt();
			case TaskEvent.GaveUp last -> taskOf(last.id(), last.name()) + " gave up after " + last.restarts()
					+ " restarts in " + seconds(last.ranFor());
			case TaskEvent.Rejected rejected -> "\"" + rejected.name() + "\" was rejected";
			case TaskEvent.LeakFound found -> leak(found.leak()) + " found";
			case TaskEvent.LeakEnded ended -> leak(ended.leak()) + " ended";
		});
	}

	private static String panicked(RecentPanic panic) {
		return taskOf(panic.task(), panic.name()) + " panicked" + (panic.late() ? " late: " : ": ") + panic.message();
	}

	private static String leak(RecentLeak leak) {
		return taskOf(leak.task(), leak.name()) + " leak " + leak.reason();
	}

	private static String taskOf(long id, String name) {
		return "task " + id + " \"" + name + "\"";
	}

	private static String seconds(Duration time) {
		return String.format(Locale.ROOT, "%.3fs", time.toNanos() / 1e9);
	}

	/** The log, without launch sites, stacks and the names of hidden classes. */
	private final class Log extends AppenderBase<ILoggingEvent> {

		@Override
		@SuppressWarnings("ReferenceEquality")
		protected void append(ILoggingEvent event) {
			boolean own = Thread.currentThread() instanceof SimulatedThread thread
					&& thread.simulation() == Transcript.this.simulation;
			if (own && event.getLevel().isGreaterOrEqual(Level.INFO) && !isUnordered(event)) {
				String first = event.getFormattedMessage().lines().findFirst().orElse("");
				int site = first.indexOf(", launched by");
				say(event.getLevel() + " "
						+ ((site < 0) ? first : first.substring(0, site)).replaceAll("\\$\\$Lambda/\\w+", ""));
			}
		}

		// Logged by another thread while the tasks of the scope end, before or after them
		private static boolean isUnordered(ILoggingEvent event) {
			return event.getMessage().startsWith("Scope {} timed out");
		}

	}

	/**
	 * A line of the transcript. What the thread of the log writes comes after all else of
	 * the same instant: nothing orders it.
	 *
	 * @param at when
	 * @param later whether the thread of the log has written it
	 * @param text what
	 */
	private record Line(Duration at, boolean later, String text) implements Comparable<Line> {

		@Override
		public int compareTo(Line other) {
			int byTime = this.at.compareTo(other.at);
			return (byTime != 0) ? byTime : Boolean.compare(this.later, other.later);
		}

	}

}
