package dev.corral.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile situations in one virtual machine. Each has a launcher of its own, which must
 * work afterwards as if nothing had happened, see {@link Aftermath}. Every case appends
 * its result to {@code target/chaos.txt}.
 * <p>
 * {@code -Dcorral.chaos.rounds=20} is the long form,
 * {@code -Dcorral.chaos.only=callback/} runs one theme.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChaosTests {

	private static final int ROUNDS = Integer.getInteger("corral.chaos.rounds", 1);

	private static final String ONLY = System.getProperty("corral.chaos.only", "");

	/** More than a case needs to fail by itself. */
	private static final Duration LIMIT = Duration.ofSeconds(40);

	private static final ChaosReport report = new ChaosReport();

	static Stream<ChaosCase> everyCase() {
		return IntStream.range(0, ROUNDS)
			.boxed()
			.flatMap((round) -> Stream
				.of(CarrierCases.all(), ThrowableCases.all(), HostileThrowableCases.all(), CallbackCases.all(),
						BlockedCallbackCases.all(), NameCases.all(), ArgumentCases.all(), ChannelCases.all(),
						FileLockCases.all(), InterruptCases.all(), StrayInterruptCases.all(), DeafCrowdCases.all(),
						JoinCases.all(), CloseCases.all(), CloseRaceCases.all(), LimitCases.all(), ThreadCases.all(),
						RetentionCases.all())
				.flatMap((cases) -> cases))
			.filter((item) -> item.name().startsWith(ONLY));
	}

	@ParameterizedTest(name = "{0}", allowZeroInvocations = true)
	@MethodSource("everyCase")
	void holds(ChaosCase item) throws Exception {
		Chaos chaos = new Chaos();
		FutureTask<Boolean> run = new FutureTask<>(() -> {
			item.scenario().play(chaos);
			chaos.aftermath();
			return true;
		});
		Thread runner = Thread.ofPlatform().daemon().name("chaos").start(run);
		try {
			Await.timed(LIMIT, run::isDone);
			if (!run.isDone()) {
				throw failed(item, "still running after " + LIMIT.toSeconds() + " s in " + topOf(runner), null);
			}
			run.get();
			report.held(item);
		}
		catch (ExecutionException ex) {
			throw failed(item, text(ex.getCause()), ex.getCause());
		}
		finally {
			chaos.end();
			runner.interrupt();
		}
	}

	private static AssertionError failed(ChaosCase item, String reason, @Nullable Throwable cause) {
		report.failed(item, reason);
		return new AssertionError(item + ": " + reason, cause);
	}

	@AfterAll
	static void summarize() {
		report.summary();
	}

	// A throwable of a case may be hostile
	private static String text(@Nullable Throwable thrown) {
		try {
			return String.valueOf(thrown);
		}
		catch (RuntimeException | Error ex) {
			return "a throwable without a text";
		}
	}

	private static String topOf(Thread thread) {
		return Arrays.stream(thread.getStackTrace())
			.limit(6)
			.map(StackTraceElement::toString)
			.collect(Collectors.joining(" < "));
	}

}
