package dev.corral.internal.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;
import dev.corral.monitor.TaskStatus;
import dev.corral.testing.Parts;

import static org.assertj.core.api.Assertions.assertThat;

/** In proof mode tasks get old behind the back of those who walk over them. */
@Tag("proof")
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgedTasksTests {

	private final Corral corral = Corral
		.create(CorralConfig.defaults().withProveUnreachable(true).withShutdownTimeout(Duration.ZERO));

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeEach
	void proofsAreOn() {
		assertThat(Parts.of(this.corral).proofs()).isNotNull();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.corral.close();
	}

	@Test
	void walkSeesWhatGetsOldUnderIt() {
		List<Task<?>> tasks = List.of(waiting(), waiting(), waiting());
		try (TaskCursor cursor = this.corral.monitor().tasks(TaskFilter.all())) {
			assertThat(cursor.next().map(TaskSnapshot::id)).contains(tasks.get(0).id());
			assertThat(this.corral.monitor().proveUnreachable()).isEmpty();
			assertThat(cursor.next().map(TaskSnapshot::id)).contains(tasks.get(1).id());
			assertThat(cursor.next().map(TaskSnapshot::id)).contains(tasks.get(2).id());
			assertThat(cursor.next()).isEmpty();
		}
	}

	// The first deadline has the deadlines swept, so that the next sweep goes on from
	// there
	@Test
	void timeoutOfATaskThatGotOldBeforeTheNextSweepIsKept() throws Exception {
		Task<?> first = this.corral.task("first").timeout(Duration.ofMillis(1)).launch(this.release::await);
		assertThat(first.awaitSettled(Duration.ofSeconds(30))).isTrue();
		Task<?> second = this.corral.task("second").timeout(Duration.ofMillis(500)).launch(this.release::await);
		assertThat(this.corral.monitor().proveUnreachable()).isEmpty();
		assertThat(second.awaitSettled(Duration.ofSeconds(30))).isTrue();
		assertThat(second.status()).isEqualTo(TaskStatus.TIMED_OUT);
	}

	private Task<?> waiting() {
		return this.corral.launch("waiting", this.release::await);
	}

}
