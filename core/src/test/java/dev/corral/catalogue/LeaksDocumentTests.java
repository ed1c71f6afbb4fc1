package dev.corral.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/leaks.md} says of each row is what the tests of the catalogue hold it
 * to. Written anew with {@code -Dcorral.catalogue.write=true}.
 */
class LeaksDocumentTests {

	private static final Path DOCUMENT = Path.of("..").toAbsolutePath().normalize().resolve("docs/leaks.md");

	private static final boolean WRITE = Boolean.getBoolean("corral.catalogue.write");

	/** Of a crowd, only the declared form is looked at by the watcher. */
	private static final int MANY = 10_000;

	@Test
	void documentSaysWhatTheCatalogueHolds() throws IOException {
		String document = Files.readString(DOCUMENT);
		String current = renewed(document);
		if (WRITE) {
			Files.writeString(DOCUMENT, current);
			document = current;
		}
		assertThat(document).isEqualTo(current);
	}

	@Test
	void everyRowHasALine() {
		assertThat(leaks().lines()).hasSize(Catalogue.leaking().size() + 2);
		assertThat(negatives().lines()).hasSize(Catalogue.negatives().size() + 2);
		assertThat(Catalogue.rows().stream().map(Row::name)).doesNotHaveDuplicates();
	}

	@Test
	void staleDocumentDiffers() throws IOException {
		String document = Files.readString(DOCUMENT);
		String stale = document.replace("| `etcd/5509` |", "| `etcd/5508` |");
		assertThat(stale).isNotEqualTo(document);
		assertThat(renewed(stale)).isNotEqualTo(stale);
	}

	private static String renewed(String document) {
		return between(between(between(document, "share", share()), "leaks", leaks()), "negatives", negatives());
	}

	private static String between(String document, String name, String text) {
		String begin = "<!-- " + name + " -->\n";
		String end = "<!-- end of " + name + " -->";
		assertThat(document).containsOnlyOnce(begin).containsOnlyOnce(end);
		return document.replaceFirst("(?s)" + begin + ".*?" + end, Matcher.quoteReplacement(begin + text + end));
	}

	private static String share() {
		List<Leak> sites = Catalogue.leaking()
			.stream()
			.flatMap((row) -> row.leaks().stream())
			.filter(Leak::isSite)
			.toList();
		long provable = sites.stream().filter(Leak::provable).count();
		return String.format(Locale.ROOT,
				"**%d of %d leaking sites (%.1f %%) are proved**, in %d rows; a site is the tasks of one name in one row. "
						+ "All %d are found by suspicion, or as overdue.%n",
				provable, sites.size(), 100.0 * provable / sites.size(), Catalogue.leaking().size(), sites.size());
	}

	private static String leaks() {
		return Stream
			.concat(Stream.of("| row | what leaks | found as | proved |", "|---|---|---|---|"),
					Catalogue.leaking().stream().map(LeaksDocumentTests::leak))
			.collect(Collectors.joining("\n", "", "\n"));
	}

	private static String leak(Row row) {
		List<Leak> sites = row.leaks().stream().filter(Leak::isSite).toList();
		String tasks = sites.stream()
			.map((site) -> "`" + site.task() + "`" + ((site.count() > 1) ? " × " + site.count() : ""))
			.collect(Collectors.joining(", "));
		String reasons = sites.stream()
			.flatMap((site) -> site.reasons().stream())
			.distinct()
			.sorted()
			.map(LeaksDocumentTests::code)
			.collect(Collectors.joining(", "));
		int provable = sites.stream().filter(Leak::provable).mapToInt(Leak::count).sum();
		String proved = ((provable > 0) ? provable + " of " + row.leaked() : "no") + sites.stream()
			.filter((site) -> !site.provable())
			.map((site) -> ((sites.size() > 1) ? "`" + site.task() + "`: " : "")
					+ Objects.requireNonNull(site.unprovable()))
			.map((reason) -> "; " + reason)
			.collect(Collectors.joining());
		return "| `" + row.name() + "` | " + tasks + " | " + reasons + " | " + proved + " |";
	}

	private static String negatives() {
		return Stream
			.concat(Stream.of("| row | proved | suspected | suspected when `longRunning()` |", "|---|---|---|---|"),
					Catalogue.negatives().stream().map(LeaksDocumentTests::negative))
			.collect(Collectors.joining("\n", "", "\n"));
	}

	private static String negative(Row row) {
		String proved = switch (row.pattern()) {
			case WOKEN -> "never; it is woken and ends";
			case SELF_WOKEN -> "never; it is woken and ends, under ZGC it may stay";
			default -> "never";
		};
		return "| " + row.name() + " | " + proved + " | " + suspected(row) + " | never |";
	}

	private static String suspected(Row row) {
		if (row.tasks() > MANY) {
			return "not tried";
		}
		if (!row.leaks().isEmpty()) {
			return row.leaks()
				.stream()
				.flatMap((leak) -> leak.reasons().stream())
				.distinct()
				.map(LeaksDocumentTests::code)
				.collect(Collectors.joining(", "));
		}
		return (row.pattern() == Pattern.TIMED) ? "never `STUCK`" : "as `STUCK`, when old";
	}

	private static String code(LeakReason reason) {
		return "`" + reason + "`";
	}

}
