package dev.corral.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScopeTreeTests {

	@Test
	void scopesStandBelowTheirParentsInOrderOfId() {
		List<ScopeTree> trees = ScopeTree
			.of(List.of(scope(5, 2L), scope(1, null), scope(4, 1L), scope(2, 1L), scope(3, null)));
		assertThat(text(trees)).isEqualTo("1(2(5()),4()),3()");
	}

	@Test
	void scopeWhoseParentIsMissingStandsAtTheTop() {
		assertThat(text(ScopeTree.of(List.of(scope(8, 7L), scope(9, 8L))))).isEqualTo("8(9())");
		assertThat(ScopeTree.of(List.of())).isEmpty();
	}

	@Test
	void whatIsDeeperStandsOnTheLastLevel() {
		List<ScopeSnapshot> scopes = new ArrayList<>();
		for (long id = 1; id <= 100_000; id++) {
			scopes.add(scope(id, (id > 1) ? id - 1 : null));
		}
		Collections.shuffle(scopes);
		List<ScopeTree> level = ScopeTree.of(scopes);
		for (int i = 1; i < ScopeTree.MAX_LEVELS; i++) {
			assertThat(level).hasSize(1);
			level = level.get(0).children();
		}
		assertThat(level).hasSize(100_000 - ScopeTree.MAX_LEVELS + 1)
			.allMatch((tree) -> tree.children().isEmpty())
			.extracting((tree) -> tree.scope().id())
			.isSorted();
	}

	private static String text(List<ScopeTree> trees) {
		return String.join(",",
				trees.stream().map((tree) -> tree.scope().id() + "(" + text(tree.children()) + ")").toList());
	}

	private static ScopeSnapshot scope(long id, @Nullable Long parent) {
		return new ScopeSnapshot(id, parent, "root/" + id, Duration.ZERO, 0, 0, null, null);
	}

}
