package dev.corral.monitoring.work;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.corral.CancellationScope;
import dev.corral.Task;
import dev.corral.TaskLauncher;

/**
 * Launches a task with the name and the end that a request asks for. The laboratory of
 * the sample has no such requests. The tests put this class on the sample's class path
 * and name it in {@code spring.main.sources}.
 */
@RestController
public class Work {

	private static final Duration SLOW = Duration.ofSeconds(2);

	private static final Duration TIMEOUT = Duration.ofMillis(100);

	private static final Duration LONG = Duration.ofMinutes(1);

	private final TaskLauncher tasks;

	Work(TaskLauncher tasks) {
		this.tasks = tasks;
	}

	@PostMapping("/ends/{task}/quick")
	void quick(@PathVariable String task, @RequestParam(defaultValue = "1") int times) {
		for (int i = 0; i < times; i++) {
			this.tasks.launch(task, Thread::onSpinWait);
		}
	}

	@PostMapping("/ends/{task}/slow")
	void slow(@PathVariable String task) {
		this.tasks.launch(task, () -> Thread.sleep(SLOW));
	}

	@PostMapping("/ends/{task}/failing")
	void failing(@PathVariable String task) {
		this.tasks.launch(task, () -> {
			throw new IllegalStateException("the work fails");
		});
	}

	@PostMapping("/ends/{task}/timing-out")
	void timingOut(@PathVariable String task) {
		this.tasks.task(task).timeout(TIMEOUT).launch(() -> Thread.sleep(LONG));
	}

	@PostMapping("/ends/{task}/cancelled")
	void cancelled(@PathVariable String task) {
		this.tasks.launch(task, () -> Thread.sleep(LONG)).cancel("nobody wants it");
	}

	/** A launch into a scope that has ended. */
	@PostMapping("/ends/{task}/skipped")
	void skipped(@PathVariable String task) {
		try (CancellationScope scope = this.tasks.openScope(task)) {
			scope.cancel("nobody wants it");
			scope.launch(task, Thread::onSpinWait);
		}
	}

	/** Needs a limit of one task for the name, so that the second finds no room. */
	@PostMapping("/ends/{task}/declined")
	void declined(@PathVariable String task) {
		Optional<Task<@Nullable Void>> first = this.tasks.task(task).tryLaunch(() -> Thread.sleep(LONG));
		this.tasks.task(task).tryLaunch(Thread::onSpinWait);
		first.ifPresent((launched) -> launched.cancel("it has been in the way"));
	}

}
