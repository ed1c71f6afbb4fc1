package dev.corral.dump;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.monitor.Counts;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;

import static org.assertj.core.api.Assertions.assertThat;

class ScopesTextDumpTests {

	private static final Instant TIME = Instant.parse("2026-11-23T15:04:05.123Z");

	@Test
	void looksAsDocumented() {
		ScopeSnapshot session = new ScopeSnapshot(3, null, "root/session", Duration.ofMinutes(12), 1041, 2,
				TIME.plusSeconds(60), null);
		ScopeSnapshot page = new ScopeSnapshot(9, 3L, "root/session/page", Duration.ofSeconds(1), 0, 0, null,
				"the \"user\" left");
		assertThat(written(List.of(session, page), 12)).isEqualTo("""
				corral tasks: 1 041 live, 2 leaked, 12 scopes at 2026-11-23T15:04:05.123Z

				scope 3 "root/session" [1 041 live, 2 leaked, 12 minutes, deadline: 2026-11-23T15:05:05.123Z]
					scope 9 "root/session/page" [0 live, 0 leaked, 1 second, cancelled: "the \\"user\\" left"]

				shown 2 of 12
				""");
	}

	@Test
	void noScopesAreNoBlock() {
		assertThat(written(List.of(), 0)).endsWith("Z\n\nshown 0 of 0\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "two\nlines", "\u001b[31mred", "\"} forged {\"", "\u202egnp.exe", "\ud800 half" })
	void hostileNamesAndReasonsStayOnTheirLine(String text) {
		String written = written(List.of(new ScopeSnapshot(3, null, text, Duration.ZERO, 0, 0, null, text)), 1);
		assertThat(written.lines()).hasSize(5).element(2).asString().startsWith("scope 3 \"").endsWith("\"]");
		assertThat(written).doesNotContain(text);
	}

	private static String written(List<ScopeSnapshot> scopes, int open) {
		StringBuilder out = new StringBuilder();
		ScopesTextDump dump = new ScopesTextDump(out);
		dump.head(new Counts(1041, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), open, TIME);
		ScopeTree.of(scopes).forEach(dump::scope);
		dump.foot(open);
		return out.toString();
	}

}
