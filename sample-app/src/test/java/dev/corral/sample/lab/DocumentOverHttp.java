package dev.corral.sample.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The commands of a page of {@code docs}, asked of the running sample. A test bears the
 * section for its name, and finds nothing alive.
 */
@TestPropertySource(properties = { "corral.leak.after=300ms", "corral.cancel-grace=200ms" })
abstract class DocumentOverHttp extends LabOverHttp {

	private final String page;

	private final int port;

	DocumentedCommands document;

	/** The commands of the test's section. */
	List<String> commands;

	DocumentOverHttp(String page, Corral corral, int port) {
		super(corral, port);
		this.page = page;
		this.port = port;
	}

	@BeforeAll
	void toolsAreThere() throws Exception {
		assumeTrue(DocumentedCommands.canRun(), "bash, curl or jq is not installed");
	}

	@BeforeEach
	void begin(TestInfo test, @TempDir Path folder) throws IOException {
		this.document = new DocumentedCommands(this.page, folder, this.port);
		Trial.until(() -> this.corral.counts().live() == 0 && this.corral.counts().queued() == 0);
		this.commands = this.document.commands(test.getDisplayName());
	}

	/** The only command of the test's section. */
	String command() {
		assertThat(this.commands).hasSize(1);
		return this.commands.get(0);
	}

	/** The sections that have a test. */
	List<String> tried() {
		return Stream.of(getClass().getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(DisplayName.class))
			.map((method) -> method.getAnnotation(DisplayName.class).value())
			.toList();
	}

}
