package dev.corral.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskStatus;

/**
 * Tasks with unusual names run, panic, time out and appear in dumps. Invalid names are
 * rejected with a message.
 */
final class NameCases {

	private static final String LONG = "n".repeat(100 << 10);

	private NameCases() {
	}

	static Stream<ChaosCase> all() {
		return Stream.of(refused("null", null), refused("empty", ""), refused("blank", " \t\u2003 "),
				refused("line-breaks-only", "\n\r\n"), accepted("100-kb", LONG),
				accepted("control-characters", "\u0000\u0007\u001b[31m\u009b\u007f"),
				accepted("line-breaks", "one\ntwo\r\nthree\u2028four\u0085five"),
				accepted("emoji", "\uD83D\uDC34\uD83C\uDFF4\u200D\u2620\uFE0F"),
				accepted("lone-high-surrogate", "a\uD83D"), accepted("lone-low-surrogate", "\uDC34b"),
				accepted("surrogates-at-the-cut", "x".repeat(255) + "\uD83D\uDC34".repeat(10)),
				accepted("right-to-left", "\u202Etxt.exe\u202C \u05D0\u05D1 \u0627\u0644"),
				accepted("combining-marks", "Z" + "\u0351".repeat(500)), accepted("other", "other"),
				accepted("root", "root"), accepted("quotes-and-braces", "\"'`{}{{}}[](),;:=<>&\\"),
				accepted("format-codes", "%s%n%d$1{} ${java.version} %x{y}"), accepted("path", "../../root/a//b/*?"),
				tooMany("more-than-allowed", 500, false), tooMany("more-than-allowed-and-all-panic", 100, true),
				tooMany("more-than-allowed-and-very-long", 100, false, LONG));
	}

	private static ChaosCase refused(String how, @Nullable String name) {
		return new ChaosCase("name/" + how, (chaos) -> {
			Corral corral = chaos.open();
			mustRefuse(() -> corral.launch(given(name), chaos::park));
			mustRefuse(() -> corral.call(given(name), () -> 1));
			mustRefuse(() -> corral.task(given(name)).timeout(Duration.ofMillis(1)).launch(chaos::park));
			mustRefuse(() -> corral.openScope(given(name)));
			mustRefuse(() -> corral.openScope(given(name), ScopeConfig.supervise()));
			try (CancellationScope scope = corral.openScope("scope")) {
				mustRefuse(() -> scope.launch(given(name), chaos::park));
				mustRefuse(() -> scope.openScope(given(name)));
			}
			if (corral.counts().launched() != 0 || corral.monitor().openScopes() != 0) {
				throw new AssertionError("what was refused is counted: " + corral.counts());
			}
		});
	}

	// Hides the null from the compiler
	@SuppressWarnings("NullAway")
	private static String given(@Nullable String name) {
		return name;
	}

	private static void mustRefuse(Runnable call) {
		try {
			call.run();
		}
		catch (IllegalArgumentException | NullPointerException ex) {
			if (ex.getMessage() == null || !ex.getMessage().contains("name")) {
				throw new AssertionError("the message does not say what is wrong", ex);
			}
			return;
		}
		throw new AssertionError("the name was accepted");
	}

	private static ChaosCase accepted(String how, String name) {
		return new ChaosCase("name/" + how, (chaos) -> {
			Corral corral = chaos.open();
			corral.monitor().onName((known) -> {
			});
			Task<Integer> called = corral.call(name, () -> 1);
			if (called.join() != 1 || called.name().isEmpty()) {
				throw new AssertionError("the task did not run");
			}
			CancellationScope scope = corral.openScope(name, ScopeConfig.supervise());
			Task<?> panicking = scope.launch(name, () -> {
				throw new IllegalStateException(name);
			});
			Task<?> timed = scope.task(name).timeout(Duration.ofMillis(50)).launch(chaos::park);
			Task<?> deaf = chaos.running(scope.task(name), chaos::hold);
			StringBuilder dump = new StringBuilder();
			corral.dumps().write(TaskFilter.all(), 100, dump);
			if (dump.isEmpty() || corral.monitor().find(deaf.id()).isEmpty()) {
				throw new AssertionError("the task is in no dump");
			}
			scope.openScope(name).close();
			awaitSettled(panicking, TaskStatus.PANICKED);
			awaitSettled(timed, TaskStatus.TIMED_OUT);
			chaos.withinTheGrace("scope.close()", scope::close);
			chaos.awaitOverdue(deaf);
			if (corral.monitor().counts(called.name()).launched() != 4) {
				throw new AssertionError("the name is not counted: " + corral.monitor().countsByName().keySet().size());
			}
		});
	}

	private static void awaitSettled(Task<?> task, TaskStatus status) throws InterruptedException {
		Await.until(() -> "the task is " + task.status() + " instead of " + status, () -> task.status() == status);
	}

	private static ChaosCase tooMany(String how, int names, boolean panicking) {
		return tooMany(how, names, panicking, "name-");
	}

	private static ChaosCase tooMany(String how, int names, boolean panicking, String prefix) {
		return new ChaosCase("name/" + how, (chaos) -> {
			Corral corral = chaos.open((config) -> config.withMaxNames(10).withMaxLive(2000));
			List<Task<?>> tasks = new ArrayList<>();
			for (int i = 0; i < names; i++) {
				tasks.add(corral.task(i + prefix + i).leakAfter(Duration.ofDays(1)).launch(() -> {
					if (panicking) {
						throw new IllegalStateException("planted");
					}
				}));
			}
			for (Task<?> task : tasks) {
				awaitSettled(task, panicking ? TaskStatus.PANICKED : TaskStatus.SUCCEEDED);
			}
			if (corral.monitor().countsByName().size() > 11
					|| corral.monitor().counts("other").launched() < names - 10) {
				throw new AssertionError(
						"the names have " + corral.monitor().countsByName().size() + " counters of their own, "
								+ corral.monitor().counts("other").launched() + " tasks are counted under other");
			}
		});
	}

}
