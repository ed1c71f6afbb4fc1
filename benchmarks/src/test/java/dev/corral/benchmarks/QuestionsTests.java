package dev.corral.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The command line names what is asked. */
class QuestionsTests {

	@Test
	void unknownQuestionIsRefusedNamingTheKnown() {
		assertThatIllegalArgumentException().isThrownBy(() -> Questions.named("speed"))
			.withMessageContainingAll("'question'", "launch-1", "'speed'");
	}

	@Test
	void namesAreUniqueAndPlain() {
		assertThat(Questions.all()).extracting(Question::name)
			.doesNotHaveDuplicates()
			.allMatch((name) -> name.matches("[a-z0-9-]+"));
	}

	@Test
	void everyQuestionIsFoundByItsName() {
		assertThat(Questions.all())
			.allSatisfy((question) -> assertThat(Questions.named(question.name())).isSameAs(question));
	}

	@Test
	void quickAsksBudgetsOnly() {
		assertThat(Plan.of("quick").questions()).isNotEmpty().allMatch((question) -> question.budget() != null);
		assertThat(Plan.of()).isEqualTo(Plan.of("quick"));
	}

	@Test
	void quickLeavesOutNoBudget() {
		assertThat(Questions.all()).filteredOn((question) -> question.budget() != null).isEqualTo(Questions.budgets());
	}

	@Test
	void lengthOfARunMayBeSaidAfterItsName() {
		Plan plan = Plan.of("launch-1", "forks=2", "seconds=0.5");
		assertThat(plan.questions()).extracting(Question::name).containsExactly("launch-1");
		assertThat(plan.forks()).isEqualTo(2);
		assertThat(plan.seconds()).isEqualTo(0.5);
		assertThatIllegalArgumentException().isThrownBy(() -> Plan.of("launch-1", "speed=9"))
			.withMessageContaining("'speed=9'");
	}

}
