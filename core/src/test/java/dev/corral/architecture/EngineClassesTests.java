package dev.corral.architecture;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.corral.internal.engine.EngineClasses;

import static org.assertj.core.api.Assertions.assertThat;

class EngineClassesTests {

	@Test
	void everyClassIsInitialisedBeforeTheFirstLaunch() throws Exception {
		assertThat(EngineClasses.names()).containsExactlyInAnyOrderElementsOf(compiled());
	}

	// Those nested in others are found by them. The engine does not use the simulation
	private static List<String> compiled() throws IOException, URISyntaxException {
		Path root = Path.of(EngineClasses.class.getProtectionDomain().getCodeSource().getLocation().toURI())
			.resolve("dev/corral");
		try (Stream<Path> files = Files.walk(root)) {
			return files.map((file) -> root.relativize(file).toString().replace('/', '.'))
				.filter((name) -> name.endsWith(".class") && !name.contains("$") && !name.endsWith("package-info.class")
						&& !name.startsWith("internal.simulation."))
				.map((name) -> name.substring(0, name.length() - ".class".length()))
				.toList();
		}
	}

}
