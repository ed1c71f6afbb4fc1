package dev.corral;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.corral.testing.Gate;

import static dev.corral.testing.Transcript.assertTranscript;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole lives of tasks with a restart policy, line by line, whatever the interleaving.
 */
class RestartTranscriptTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final RestartPolicy TWICE = RestartPolicy.onPanic(2, Duration.ofMinutes(1))
		.backoff(SECOND, SECOND.multipliedBy(10))
		.withoutJitter();

	@Test
	void restartsBackOffAndEscalate() {
		AtomicInteger attempts = new AtomicInteger();
		assertTranscript((transcript, corral) -> {
			attempts.set(0);
			Task<?> task = corral.task("feed").restart(TWICE).launch(() -> {
				transcript.say("attempt " + attempts.incrementAndGet());
				throw new IllegalStateException("no " + attempts.get());
			});
			assertThat(task.awaitSettled(SECOND.multipliedBy(9))).isTrue();
			transcript.sayOutcome(task);
		}, """
				[0.000s] task 1 "feed" started
				[0.000s] attempt 1
				[0.000s] WARN Task 1 "feed" panicked after 0 ms
				[0.000s] task 1 "feed" panicked: no 1
				[0.000s] task 1 "feed" comes to the handler: no 1
				[0.000s] INFO Task 1 "feed" waits for 1 s before attempt 2
				[0.000s] task 1 "feed" waits 1.000s for attempt 2
				[1.000s] attempt 2
				[1.000s] WARN Task 1 "feed" panicked in attempt 2 after 1 s in all
				[1.000s] task 1 "feed" panicked: no 2
				[1.000s] task 1 "feed" comes to the handler: no 2
				[1.000s] INFO Task 1 "feed" waits for 2 s before attempt 3
				[1.000s] task 1 "feed" waits 2.000s for attempt 3
				[3.000s] attempt 3
				[3.000s] ERROR Task 1 "feed" panicked in attempt 3 and gave up after 2 restarts in 3 s
				[3.000s] task 1 "feed" panicked: no 3
				[3.000s] task 1 "feed" gave up after 2 restarts in 3.000s
				[3.000s] task 1 "feed" ended PANICKED after 3.000s
				[3.000s] task 1 "feed" comes to the handler: no 3
				[3.000s] task 1 "feed" gave CompletionException by IllegalStateException: no 3
				""");
	}

	@Test
	void attemptOutOfTimeIsRestartedAndOneThatDoesNotEndIsTheLast() {
		RestartPolicy forever = RestartPolicy.forever().fixedDelay(SECOND).attemptTimeout(SECOND);
		assertTranscript((transcript, corral) -> {
			Gate gate = new Gate(transcript.simulation);
			Task<?> task = corral.task("poll").restart(forever).launch(() -> {
				if (TaskContext.current().attempt() == 1) {
					transcript.simulation.sleep(SECOND.multipliedBy(9));
				}
				gate.awaitWhateverComes();
			});
			transcript.simulation.sleep(Duration.ofMillis(8500));
			transcript.sayOutcome(task);
			gate.open();
			assertThat(task.awaitSettled(SECOND)).isTrue();
		}, """
				[0.000s] task 1 "poll" started
				[1.000s] WARN Task 1 "poll" panicked after 1 s
				[1.000s] task 1 "poll" panicked: attempt 1 of task 1 "poll" exceeded its timeout of 1 s
				[1.000s] task 1 "poll" comes to the handler: attempt 1 of task 1 "poll" exceeded its timeout of 1 s
				[1.000s] INFO Task 1 "poll" waits for 1 s before attempt 2
				[1.000s] task 1 "poll" waits 1.000s for attempt 2
				[8.000s] task 1 "poll" gave up after 1 restarts in 8.000s
				[8.000s] task 1 "poll" leak OVERDUE found
				[8.000s] ERROR Task 1 "poll" gave up after 1 restart in 8 s: attempt 2 did not end within 5 s after its timeout of 1 s
				[8.000s] WARN Task 1 "poll" is overdue (timed out after 1 s, yet alive after the grace) waiting for dev.corral.testing.Gate
				[8.500s] task 1 "poll" gave CompletionException by TaskTimeoutException: task 1 "poll" exceeded its timeout of 1 s
				[8.500s] INFO Task 1 "poll" timed out after 1 s, the timeout of attempt 2; its body ended after 8.5 s
				[8.500s] task 1 "poll" ended TIMED_OUT after 8.500s
				[8.500s] task 1 "poll" leak OVERDUE ended
				""");
	}

	@Test
	void cancelEndsABackoff() {
		assertTranscript((transcript, corral) -> {
			Task<?> task = corral.task("feed").restart(TWICE).launch(() -> {
				throw new IllegalStateException("planted");
			});
			transcript.simulation.sleep(Duration.ofMillis(500));
			task.cancel("enough");
			assertThat(task.awaitSettled(SECOND)).isTrue();
			transcript.sayOutcome(task);
		}, """
				[0.000s] task 1 "feed" started
				[0.000s] WARN Task 1 "feed" panicked after 0 ms
				[0.000s] task 1 "feed" panicked: planted
				[0.000s] task 1 "feed" comes to the handler: planted
				[0.000s] INFO Task 1 "feed" waits for 1 s before attempt 2
				[0.000s] task 1 "feed" waits 1.000s for attempt 2
				[0.500s] task 1 "feed" ended CANCELLED after 0.500s
				[0.500s] task 1 "feed" gave CancellationException: enough
				""");
	}

}
