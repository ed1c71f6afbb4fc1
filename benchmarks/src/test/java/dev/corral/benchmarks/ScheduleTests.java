package dev.corral.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.corral.benchmarks.report.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets a further fork, told by a clock that only forks move. */
class ScheduleTests {

	private static final Duration LIMIT = Duration.ofSeconds(100);

	private final List<String> forks = new ArrayList<>();

	private final List<Answer> told = new ArrayList<>();

	private long now;

	private List<Answer> run(Duration limit, Question... questions) throws Exception {
		Plan plan = new Plan(List.of(questions), 2, 5, 3, limit);
		new Schedule(plan, this::fork, () -> this.now).run(new Schedule.Progress() {

			@Override
			public void before(Measured question) {
				ScheduleTests.this.forks.add(question.question().name());
			}

			@Override
			public void after(List<Answer> answers) {
				ScheduleTests.this.told.clear();
				ScheduleTests.this.told.addAll(answers);
			}

		});
		return this.told;
	}

	// Ten seconds each
	private Map<String, double[]> fork(Question question, double seconds, Duration timeout) throws Exception {
		this.now += Duration.ofSeconds(10).toNanos();
		return question.measure(seconds);
	}

	@Test
	void forksOfDifferentQuestionsTakeTurns() throws Exception {
		run(LIMIT, new Fixed("a", 1), new Fixed("b", 1));
		assertThat(this.forks).containsExactly("a", "b", "a", "b");
	}

	@Test
	void unclearQuestionIsRepeatedUpToTheMostForks() throws Exception {
		List<Answer> answers = run(LIMIT, new Fixed("clear", 1), new Fixed("unclear", 1.5, 2.5));
		assertThat(this.forks).containsExactly("clear", "unclear", "clear", "unclear", "unclear", "unclear", "unclear");
		assertThat(answers.getLast().verdict()).isEqualTo("UNCLEAR");
		assertThat(answers.getLast().measures().getFirst().forks()).isEqualTo(5);
	}

	@Test
	void noForkBeginsThatIsExpectedToEndTooLate() throws Exception {
		run(Duration.ofSeconds(35), new Fixed("unclear", 1.5, 2.5));
		assertThat(this.forks).hasSize(3);
		this.forks.clear();
		run(Duration.ofSeconds(32), new Fixed("unclear", 1.5, 2.5));
		assertThat(this.forks).hasSize(2);
	}

	@Test
	void questionWithoutABudgetIsNotRepeated() throws Exception {
		run(LIMIT, new Fixed("compared", null, Effort.ANY, 1.5, 2.5));
		assertThat(this.forks).hasSize(2);
	}

	@Test
	void questionGetsNoMoreForksThanItNeeds() throws Exception {
		run(LIMIT, new Fixed("heavy", new Budget(2, 1), Effort.ANY.withForks(1), 1.5, 2.5));
		assertThat(this.forks).hasSize(1);
	}

	@Test
	void failedForkIsAnErrorOfItsQuestionAndTheRestGoesOn() throws Exception {
		List<Answer> answers = run(LIMIT, new Fixed("broken"), new Fixed("fine", 1));
		assertThat(this.forks).containsExactly("broken", "fine", "fine");
		assertThat(answers.getFirst().verdict()).isEqualTo(Answer.ERROR);
		assertThat(answers.getFirst().error()).contains("as planned");
		assertThat(answers.getLast().verdict()).isEqualTo("PASS");
	}

	@Test
	void questionThatNoTimeWasLeftForIsAnError() throws Exception {
		List<Answer> answers = run(Duration.ofSeconds(5), new Fixed("first", 1), new Fixed("late", 1));
		assertThat(answers.getLast().error()).contains("no time");
	}

	/** Yields the same ratios in every fork, or fails if there are none. */
	private static final class Fixed implements Question {

		private final String name;

		private final @Nullable Budget budget;

		private final Effort effort;

		private final double[] ratios;

		private Fixed(String name, double... ratios) {
			this(name, new Budget(2, 1), Effort.ANY, ratios);
		}

		private Fixed(String name, @Nullable Budget budget, Effort effort, double... ratios) {
			this.name = name;
			this.budget = budget;
			this.effort = effort;
			this.ratios = ratios;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public String text() {
			return this.name;
		}

		@Override
		public @Nullable Budget budget() {
			return this.budget;
		}

		@Override
		public Effort effort() {
			return this.effort;
		}

		@Override
		public Map<String, double[]> measure(double seconds) throws IOException {
			if (this.ratios.length == 0) {
				throw new IOException("as planned");
			}
			return Map.of(RATIO, this.ratios);
		}

	}

}
