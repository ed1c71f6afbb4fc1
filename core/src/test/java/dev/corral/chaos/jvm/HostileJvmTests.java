package dev.corral.chaos.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.OnFull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Programs that exhaust a virtual machine of their own, after which everything has to
 * work. The result of every case and of its parts is appended to
 * {@code target/chaos.txt}. The long form is {@code -Dcorral.chaos.rounds=20} with
 * {@code -Dcorral.chaos.depths=2000}; some cases alone are
 * {@code -Dcorral.chaos.only=jvm/carriers}.
 */
class HostileJvmTests {

	private static final Path REPORT = Path.of("target", "chaos.txt");

	private static final int LONGEST_REASON = 300;

	private static final String ONLY = System.getProperty("corral.chaos.only", "");

	private static final int ROUNDS = Integer.getInteger("corral.chaos.rounds", 1);

	private static final int SHORT_DEPTHS = 40;

	private static final int DEPTHS = Integer.getInteger("corral.chaos.depths", SHORT_DEPTHS);

	private static final boolean LONG = ROUNDS > 1 || DEPTHS > SHORT_DEPTHS;

	/**
	 * What a stack is made of, in the address space that the case without threads has.
	 */
	private static final String LARGE_STACKS = "-Xss" + 4 * ThreadHogs.STACK;

	/** From which version on stacks can be read of threads in any state. */
	private static final int JDK_WHERE_THREADS_ANSWER = 27;

	private static final int ADDRESS_SPACE = 8192;

	/** The calls of the short form; the long form has all. */
	private static final Set<String> FIRST_USES = Set.of("ExecutorService.submit(Callable)", "Task.cancel(String)",
			"TaskMonitor.countsByName()", "CancellationScope.close() of live tasks and scopes",
			"TaskSpec.launch(TaskBody) with a timeout", "Corral.openScope(String,ScopeConfig) with a timeout");

	@TempDir
	Path folder;

	@ParameterizedTest(name = "{0}", allowZeroInvocations = true)
	@MethodSource("cases")
	void everythingWorksAfterwards(ChildJvm child) throws Exception {
		assumeTrue(child.addressSpace() == 0 || System.getProperty("os.name").equals("Linux"),
				"address space is limited on Linux only");
		ChildJvm.Result result = child.run(this.folder.resolve("output.txt"));
		report(child, result);
		assertThat(result.held()).as(() -> child + ": " + result.reason() + "\n" + result.text()).isTrue();
	}

	private static void report(ChildJvm child, ChildJvm.Result result) throws IOException {
		List<String> lines = new ArrayList<>();
		result.parts().forEach((part) -> lines.add("  " + cut(part)));
		lines.add(child + (result.held() ? ": held" : ": FAILED " + cut(result.reason())));
		Files.createDirectories(REPORT.resolveSibling(""));
		Files.write(REPORT, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	private static String cut(String line) {
		return (line.length() > LONGEST_REASON) ? line.substring(0, LONGEST_REASON) + "…" : line;
	}

	static List<ChildJvm> cases() {
		List<ChildJvm> cases = new ArrayList<>();
		stack(cases);
		heap(cases);
		threads(cases);
		carriers(cases);
		interrupts(cases);
		cases.add(new ChildJvm("jvm/carriers kept by waiting threads", KeptCarriers.class, seconds(60),
				"--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED", "-Djdk.virtualThreadScheduler.parallelism=2",
				"-Djdk.virtualThreadScheduler.maxPoolSize=2", rounds()));
		if (Runtime.version().feature() < JDK_WHERE_THREADS_ANSWER) {
			cases.add(new ChildJvm("jvm/a thread that never answers", SilentThread.class, seconds(60),
					"--add-opens=java.base/java.lang=ALL-UNNAMED", rounds()));
		}
		cases.add(new ChildJvm("jvm/shutdown: a task ends the virtual machine", JvmShutdown.class,
				Duration.ofSeconds(40)));
		cases.add(new ChildJvm("jvm/shutdown: a task on a platform thread ends the virtual machine", JvmShutdown.class,
				Duration.ofSeconds(40), "-Dcorral.chaos.platform=true"));
		cases.add(new ChildJvm("jvm/shutdown: the only task ends the virtual machine", JvmShutdown.class,
				Duration.ofSeconds(40), "-Dcorral.chaos.alone=true"));
		cases.add(new ChildJvm("jvm/shutdown: the only task, on a platform thread, ends the virtual machine",
				JvmShutdown.class, Duration.ofSeconds(40), "-Dcorral.chaos.alone=true",
				"-Dcorral.chaos.platform=true"));
		cases.add(
				new ChildJvm("jvm/cancel of a hundred thousand", MassCancel.class, seconds(120), "-Xmx512m", rounds()));
		return cases.stream().filter((child) -> child.name().startsWith(ONLY)).toList();
	}

	private static void stack(List<ChildJvm> cases) {
		Duration limit = Duration.ofSeconds(150).plusSeconds(DEPTHS);
		for (Place place : Place.values()) {
			String[] options = { "-Xss512k", "-Dcorral.chaos.place=" + place.name(),
					"-Dcorral.chaos.depths=" + DEPTHS };
			if (LONG || place != Place.PLATFORM_TASK) {
				cases.add(new ChildJvm("jvm/stack exhausted " + place, StackExhausted.class, limit, options));
				cases.add(new ChildJvm("jvm/recursion without an end " + place, StackRecursed.class, seconds(100),
						options)
					.with(rounds()));
			}
		}
		for (Call call : Calls.all()) {
			if (LONG || FIRST_USES.contains(call.toString())) {
				cases.add(new ChildJvm("jvm/first use at the end of the stack, " + call, StackExhaustedFirstUse.class,
						Duration.ofSeconds(60), "-Xss512k", "-Dcorral.chaos.call=" + call));
			}
		}
	}

	// For the long form: full collections take their time on a machine that is busy
	private static void heap(List<ChildJvm> cases) {
		if (!LONG) {
			return;
		}
		cases.add(new ChildJvm("jvm/heap exhausted at every step", HeapSteps.class, Duration.ofMinutes(40), "-Xmx24m",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dcorral.chaos.limit=2400",
				"-Dcorral.chaos.steps=" + Integer.getInteger("corral.chaos.steps", 12)));
		for (String collector : List.of("Serial", "G1")) {
			cases.add(new ChildJvm("jvm/heap exhausted, " + collector, HeapExhausted.class, seconds(150), "-Xmx64m",
					"-XX:+Use" + collector + "GC", "-Dcorral.chaos.millis=3000", rounds()));
		}
	}

	private static void threads(List<ChildJvm> cases) {
		for (NoNativeThreads.Moment moment : NoNativeThreads.Moment.values()) {
			List<String> options = List.of(LARGE_STACKS, "-Xmx64m", "-XX:+UseSerialGC", "-XX:ReservedCodeCacheSize=32m",
					"-XX:CompressedClassSpaceSize=32m", "-Xlog:disable", "-Djdk.virtualThreadScheduler.parallelism=2",
					"-Djdk.virtualThreadScheduler.maxPoolSize=2", "-Dcorral.chaos.moment=" + moment.name(), rounds());
			cases.add(new ChildJvm("jvm/no native threads at " + moment, NoNativeThreads.class, seconds(90),
					ADDRESS_SPACE, options));
		}
	}

	// The JDK's own set of all threads has locks that starve in the same way
	private static void carriers(List<ChildJvm> cases) {
		for (OnFull onFull : OnFull.values()) {
			for (int most : LONG ? new int[] { 2, 256 } : new int[] { 256 }) {
				cases.add(new ChildJvm("jvm/carriers held, " + onFull + ", " + most + " carriers at most",
						CarriersHeld.class, seconds(90), "-Djdk.trackAllThreads=false",
						"-Djdk.virtualThreadScheduler.parallelism=2",
						"-Djdk.virtualThreadScheduler.maxPoolSize=" + most, "-Dcorral.chaos.on-full=" + onFull.name(),
						rounds()));
			}
		}
	}

	private static void interrupts(List<ChildJvm> cases) {
		for (HungInterrupts.Wait wait : HungInterrupts.Wait.values()) {
			ChildJvm few = new ChildJvm("jvm/interrupts that hang in a " + wait, HungInterrupts.class,
					Duration.ofSeconds(150), "-Dcorral.chaos.wait=" + wait.name());
			cases.add(LONG ? few.with("-Dcorral.chaos.virtual=240", "-Dcorral.chaos.platform=760",
					"-Dcorral.chaos.timeout=5000") : few);
		}
	}

	private static Duration seconds(int forOneRound) {
		return Duration.ofSeconds((long) forOneRound * ROUNDS);
	}

	private static String rounds() {
		return String.format(Locale.ROOT, "-Dcorral.chaos.rounds=%d", ROUNDS);
	}

}
