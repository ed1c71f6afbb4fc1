package dev.corral.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;

/** Both sides of a comparison of dumps tell of what is parked. */
class DumpsTests {

	@ParameterizedTest
	@EnumSource
	void everyKindWritesWhatIsParked(Dumps kind, @TempDir Path folder) throws Exception {
		try (Corral corral = Corral.create()) {
			Parked parked = Parked.tasks(corral, 20);
			Path file = Files.createFile(folder.resolve("dump"));
			kind.write(corral, file);
			assertThat(file).content().contains("parked-0", "parked-9");
			parked.release(corral);
		}
	}

}
