package dev.corral.sample.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The command lines of a page of {@code docs}, run by bash as they stand there but for
 * the port.
 */
final class DocumentedCommands {

	private static final Path DOCUMENTS = Path.of("..").toAbsolutePath().normalize().resolve("docs");

	private static final Pattern SECTION = Pattern.compile("^## (.*)$", Pattern.MULTILINE);

	private static final Pattern COMMAND = Pattern.compile("^```sh\\n(.*?)\\n```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final String SERVICE = "localhost:8080";

	private final Map<String, List<String>> commands = new LinkedHashMap<>();

	private final Path folder;

	private final int port;

	/**
	 * Reads a page.
	 * @param page its file
	 * @param folder where commands are run
	 * @param port the port of the service
	 */
	DocumentedCommands(String page, Path folder, int port) throws IOException {
		this.folder = folder;
		this.port = port;
		String document = Files.readString(DOCUMENTS.resolve(page));
		List<MatchResult> sections = SECTION.matcher(document).results().toList();
		for (int i = 0; i < sections.size(); i++) {
			int end = (i + 1 < sections.size()) ? sections.get(i + 1).start() : document.length();
			this.commands.put(sections.get(i).group(1),
					COMMAND.matcher(document.substring(sections.get(i).end(), end))
						.results()
						.flatMap((block) -> block.group(1).lines())
						.toList());
		}
	}

	List<String> sections() {
		return List.copyOf(this.commands.keySet());
	}

	List<String> commands(String section) {
		return this.commands.getOrDefault(section, List.of());
	}

	/** Runs a command and answers with the lines it prints. */
	List<String> run(String command) throws IOException, InterruptedException {
		assertThat(command).contains(SERVICE);
		Path output = Files.createTempFile(this.folder, "answer", ".txt");
		Process process = new ProcessBuilder("bash", "-c", command.replace(SERVICE, "127.0.0.1:" + this.port))
			.directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			int code = process.waitFor();
			String answer = Files.readString(output, StandardCharsets.UTF_8);
			assertThat(code).as(answer).isZero();
			return answer.lines().toList();
		}
		finally {
			process.destroyForcibly();
		}
	}

	/** Whether the programs that the pages need are there. */
	static boolean canRun() throws InterruptedException {
		try {
			return new ProcessBuilder("bash", "-c", "command -v curl && command -v jq")
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
