package dev.corral.internal.scope;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.CancellationScope;
import dev.corral.Outcome;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskTimeoutException;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Scopes form a tree as Go's contexts do: a cause goes down, never up, and never twice.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationTreeTests {

	private static final ScopeConfig MINUTE = ScopeConfig.failFast().timeout(Duration.ofMinutes(1));

	private final ScopeTree tree = new ScopeTree();

	private final Engine engine = this.tree.engine;

	@AfterEach
	void nothingIsLeft() {
		this.tree.close();
	}

	@Test
	void firstCauseWinsAndIsInherited() {
		CancellationScope top = this.tree.open(null);
		CancellationScope below = this.tree.open(this.tree.open(top));
		assertThat(top.cancel("first")).isTrue();
		assertThat(top.cancel("second")).isFalse();
		assertThat(below.cancel("third")).isFalse();
		assertThat(below.cause()).isEqualTo(top.cause());
		assertThat(ScopeTree.reason(below)).isEqualTo("first");
	}

	@Test
	void childCancelledFirstKeepsItsOwnCause() {
		CancellationScope top = this.tree.open(null);
		CancellationScope child = this.tree.open(top);
		CancellationScope grandchild = this.tree.open(child);
		child.cancel("child");
		top.cancel("top");
		assertThat(ScopeTree.reason(child)).isEqualTo("child");
		assertThat(ScopeTree.reason(grandchild)).isEqualTo("child");
		assertThat(ScopeTree.reason(top)).isEqualTo("top");
	}

	@Test
	void causeNeverGoesUpNorToSiblings() {
		CancellationScope top = this.tree.open(null);
		CancellationScope one = this.tree.open(top);
		CancellationScope two = this.tree.open(top);
		one.cancel("one");
		assertThat(top.isCancelled()).isFalse();
		assertThat(two.isCancelled()).isFalse();
	}

	@Test
	void failureOfAChildScopeIsThrownByItsOwnJoinAndLeavesTheParentAlone() {
		CancellationScope top = this.tree.open(null);
		CancellationScope child = this.tree.open(top);
		child.launch("fails", () -> {
			throw new IllegalStateException("planted");
		});
		assertThatExceptionOfType(CompletionException.class).isThrownBy(child::join)
			.havingCause()
			.withMessage("planted");
		assertThat(top.isCancelled()).isFalse();
	}

	@Test
	void scopeOpenedBelowACancelledOneHasItsCauseAtOnce() {
		CancellationScope top = this.tree.open(null);
		top.cancel("over");
		CancellationScope late = this.tree.open(top);
		assertThat(ScopeTree.reason(late)).isEqualTo("over");
		assertThat(late.launch("late", this.engine::hold).isCancelled()).isTrue();
	}

	@Test
	void deadlineIsTheEarlierOfItsOwnAndThoseAbove() {
		CancellationScope top = this.tree.open(null, MINUTE);
		CancellationScope shorter = this.tree.open(top, ScopeConfig.failFast().timeout(Duration.ofSeconds(10)));
		CancellationScope longer = this.tree.open(top, ScopeConfig.failFast().timeout(Duration.ofHours(1)));
		CancellationScope inherits = this.tree.open(shorter);
		assertThat(shorter.remaining()).contains(Duration.ofSeconds(10));
		assertThat(longer.remaining()).contains(Duration.ofMinutes(1));
		assertThat(inherits.remaining()).contains(Duration.ofSeconds(10));
		assertThat(longer.deadline()).isEqualTo(top.deadline());
		assertThat(this.tree.open(null).deadline()).isEmpty();
	}

	@Test
	void deadlineEndsTheTreeBelowAndNothingElse() throws Exception {
		CancellationScope top = this.tree.open(null, ScopeConfig.failFast().timeout(Duration.ofHours(1)));
		CancellationScope brief = this.tree.open(top, MINUTE);
		CancellationScope below = this.tree.open(brief);
		this.engine.time.advance(Duration.ofMinutes(1));
		assertThat(brief.cause()).get().isInstanceOf(TaskTimeoutException.class);
		assertThat(below.cause()).isEqualTo(brief.cause());
		assertThat(top.isCancelled()).isFalse();
		assertThat(below.remaining()).contains(Duration.ZERO);
	}

	@Test
	void pastDeadlineCancelsAtOnceThoughNobodyHasLookedYet() {
		CancellationScope top = this.tree.open(null, MINUTE);
		this.engine.time.lagging(() -> {
			CancellationScope late = this.tree.open(top);
			assertThat(late.cause()).get().isInstanceOf(TaskTimeoutException.class);
			Task<?> task = top.launch("late", this.engine::hold);
			assertThat(task.outcome()).get()
				.isInstanceOfSatisfying(Outcome.Cancelled.class,
						(outcome) -> assertThat(outcome.cause()).isInstanceOf(TaskTimeoutException.class));
		}, Duration.ofMinutes(1));
		assertThat(this.engine.corral.counts().launched()).isZero();
	}

	@Test
	void scopesOpenedByATaskInheritTheCauseOfTheTask() throws Exception {
		AtomicReference<@Nullable CancellationScope> inner = new AtomicReference<>();
		Task<?> task = this.engine.running("opener", () -> {
			try (CancellationScope scope = this.engine.corral.openScope("inner")) {
				inner.set(scope);
				scope.launch("child", () -> new CountDownLatch(1).await());
				scope.join();
			}
		});
		Engine.until(() -> inner.get() != null);
		task.cancel("user left");
		CancellationScope scope = inner.get();
		assertThat(scope).isNotNull();
		if (scope != null) {
			assertThat(ScopeTree.reason(scope)).isEqualTo("user left");
		}
	}

	@Test
	void scopeOpenedByATaskOfACancelledScopeHasTheCauseOfTheTree() throws Exception {
		CancellationScope outer = this.tree.open(null);
		AtomicReference<@Nullable CancellationScope> inner = new AtomicReference<>();
		this.engine.running(outer.task("opener"), () -> {
			try (CancellationScope scope = this.engine.corral.openScope("inner")) {
				inner.set(scope);
				this.engine.hold();
			}
		});
		Engine.until(() -> inner.get() != null);
		outer.cancel("enough");
		assertThat(inner.get()).isNotNull().satisfies((scope) -> assertThat(scope.cause()).isEqualTo(outer.cause()));
	}

	@Test
	void detachedScopeIsCancelledWithNobody() {
		CancellationScope top = this.tree.open(null);
		CancellationScope detached = this.tree.open(top, ScopeConfig.failFast().detached());
		top.cancel("top");
		assertThat(detached.isCancelled()).isFalse();
		assertThat(detached.deadline()).isEmpty();
	}

	@Test
	void tenThousandNestedScopesAreCancelledAndClosedWithoutRecursion() throws Exception {
		CancellationScope top = this.tree.open(null);
		CancellationScope lowest = top;
		for (int i = 0; i < 10_000; i++) {
			lowest = lowest.openScope("s");
		}
		CancellationScope bottom = lowest;
		Task<?> task = this.engine.running(bottom.task("deep"), () -> new CountDownLatch(1).await());
		Thread small = new Thread(null, () -> {
			top.cancel("all");
			top.close();
		}, "small-stack", 64 * 1024);
		small.start();
		small.join();
		assertThat(task.isCancelled()).isTrue();
		assertThat(ScopeTree.reason(bottom)).isEqualTo("all");
		assertThat(this.engine.corral.monitor().openScopes()).isZero();
	}

	@Test
	void whateverIsCancelledInARandomTreeItsDescendantsAreCancelledAndNobodyElse() {
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			List<CancellationScope> scopes = this.tree.randomTree(100, random);
			CancellationScope chosen = scopes.get(random.nextInt(scopes.size()));
			chosen.cancel("chosen");
			long id = ((Scope) chosen).id();
			for (CancellationScope scope : scopes) {
				assertThat(scope.isCancelled()).as("seed %d", seed).isEqualTo(((Scope) scope).isAtOrBelow(id));
			}
			scopes.get(0).close();
			this.tree.forget();
		}
	}

}
