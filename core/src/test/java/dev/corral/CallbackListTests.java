package dev.corral;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A list of callbacks is replaced while a launcher uses it. */
class CallbackListTests {

	private final CallbackList<String> list = new CallbackList<>();

	@Test
	void elementsAreReplacedAtOnce() {
		assertThat(this.list).isEmpty();
		this.list.replaceWith(List.of("one", "two"));
		assertThat(this.list).containsExactly("one", "two").hasSize(2);
		assertThat(this.list.get(1)).isEqualTo("two");
		this.list.replaceWith(List.of());
		assertThat(this.list).isEmpty();
	}

	@Test
	void iterationGoesOverTheElementsOfOneMoment() {
		this.list.replaceWith(List.of("one", "two"));
		Iterator<String> iterator = this.list.iterator();
		this.list.replaceWith(List.of("three"));
		List<String> seen = new ArrayList<>();
		iterator.forEachRemaining(seen::add);
		assertThat(seen).containsExactly("one", "two");
		assertThat(this.list.stream()).containsExactly("three");
	}

	@Test
	@SuppressWarnings("NullAway")
	void nullIsRejectedAndNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.list.replaceWith(null))
			.withMessageContaining("'value'");
		assertThatIllegalArgumentException().isThrownBy(() -> this.list.replaceWith(Arrays.asList("one", null)))
			.withMessageContaining("'value' must not contain null");
		assertThat(this.list).isEmpty();
	}

	@Test
	void listCannotBeModifiedOtherwise() {
		this.list.replaceWith(List.of("one"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.list.add("two"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.list.clear());
	}

	@Test
	void launcherCallsTheElementsOfTheMoment() throws Exception {
		CallbackList<RecoveryHandler> handlers = new CallbackList<>();
		List<String> calls = new ArrayList<>();
		try (Corral corral = Corral.create(CorralConfig.defaults().withRecoveryHandlers(handlers))) {
			panic(corral);
			handlers.replaceWith(List.of((panic) -> calls.add("first")));
			panic(corral);
			handlers.replaceWith(List.of((panic) -> calls.add("second")));
			panic(corral);
		}
		assertThat(calls).containsExactly("first", "second");
	}

	private static void panic(Corral corral) throws InterruptedException {
		assertThat(corral.launch("wild", () -> {
			throw new IllegalStateException("wild");
		}).awaitSettled(Duration.ofSeconds(30))).isTrue();
	}

}
