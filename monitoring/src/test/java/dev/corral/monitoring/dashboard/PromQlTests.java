package dev.corral.monitoring.dashboard;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.corral.monitoring.dashboard.Selector.Matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PromQlTests {

	@Test
	void selectorHasMatchersRangeAndTheFunctionAroundIt() {
		assertThat(
				PromQl.selectors("sum by (task) (rate(a_total{job=~\"$job\", task!=\"x{\\\"}\"}[$__rate_interval]))"))
			.containsExactly(new Selector("a_total",
					List.of(new Matcher("job", "=~", "$job"), new Matcher("task", "!=", "x{\\\"}")), "$__rate_interval",
					"rate"));
	}

	@Test
	void labelsAndOperatorsAreNoSelectors() {
		assertThat(PromQl.selectors("(a{} + on (job) group_left (task) b) / (c > 0) and d offset 1h unless (e or f)"))
			.extracting(Selector::metric)
			.containsExactly("a", "b", "c", "d", "e", "f");
	}

	@Test
	void aggregationWithItsLabelsBehindIsTheFunction() {
		assertThat(PromQl.selectors("max(a_total) by (job) + histogram_quantile(0.99, b)")).containsExactly(
				new Selector("a_total", List.of(), "", "max"), new Selector("b", List.of(), "", "histogram_quantile"));
	}

	@Test
	void parenthesesWithoutAFunctionAreNone() {
		assertThat(PromQl.selectors("rate(a[5m]) and (b)")).extracting(Selector::function).containsExactly("rate", "");
	}

	@Test
	void selectorNeedsNoName() {
		assertThat(PromQl.selectors("{job=\"a\"}")).extracting(Selector::metric).containsExactly("");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sum(a", "a)", "a{job=~}", "a{job}", "a{job=\"b\" task=\"c\"}", "a{job=\"b\"", "rate(a[5m",
			"a # b", "by a" })
	void whatIsNoPromQlIsRefused(String expression) {
		assertThatIllegalArgumentException().isThrownBy(() -> PromQl.selectors(expression));
	}

}
