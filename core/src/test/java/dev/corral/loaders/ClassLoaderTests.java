package dev.corral.loaders;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.LaunchSiteMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A closed launcher leaves nothing behind that keeps its class loader alive, whichever
 * loader the bodies came from. An open launcher keeps no loader of a body alive.
 */
class ClassLoaderTests {

	private static List<String> printed = List.of();

	// All in one virtual machine, which needs seconds
	@BeforeAll
	static void run(@TempDir Path directory) throws Exception {
		Path output = directory.resolve("output");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:SoftRefLRUPolicyMSPerMB=0", "-cp", System.getProperty("java.class.path"),
				LoaderCases.class.getName())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(500, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		printed = Files.readAllLines(output);
	}

	static Stream<String> closedLaunchers() {
		return Arrays.stream(LaunchSiteMode.values())
			.flatMap((mode) -> Arrays.stream(LoaderCases.Body.values()).map((body) -> LoaderCases.closed(mode, body)));
	}

	@ParameterizedTest
	@MethodSource("closedLaunchers")
	void loaderOfAClosedLauncherIsCollected(String name) {
		assertThat(printed).contains(name + LoaderCases.COLLECTED);
	}

	@ParameterizedTest
	@EnumSource
	void loaderOfABodyIsCollectedWhileTheLauncherIsOpen(LaunchSiteMode mode) {
		assertThat(printed).contains(LoaderCases.open(mode) + LoaderCases.COLLECTED);
	}

	@Test
	void loaderIsCollectedAlthoughAThreadWithAHandlerOfItsOwnHasLaunchedAndGoesOn() {
		assertThat(printed).contains(LoaderCases.WORKER + LoaderCases.COLLECTED);
	}

}
