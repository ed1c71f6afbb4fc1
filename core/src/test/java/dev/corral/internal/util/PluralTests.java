package dev.corral.internal.util;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PluralTests {

	@Test
	void onlyOneIsSingular() {
		assertThat(Plural.of(0, "task is", "tasks are")).isEqualTo("0 tasks are");
		assertThat(Plural.of(1, "task is", "tasks are")).isEqualTo("1 task is");
		assertThat(Plural.of(2, "task is", "tasks are")).isEqualTo("2 tasks are");
	}

}
