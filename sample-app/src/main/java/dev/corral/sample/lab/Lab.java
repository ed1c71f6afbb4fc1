package dev.corral.sample.lab;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.corral.Corral;
import dev.corral.TaskCursor;
import dev.corral.TaskFilter;

/** Starts scenarios and cancels what it started; it keeps ids and nothing else. */
@RestController
class Lab {

	private static final Map<String, Scenario> SCENARIOS = new TreeMap<>(Map.of("receive-without-send",
			new BlockedScenarios.ReceiveWithoutSend(), "send-without-receive",
			new BlockedScenarios.SendWithoutReceive(), "select-all-blocked", new BlockedScenarios.SelectAllBlocked(),
			"never-initialised", new BlockedScenarios.NeverInitialised(), "infinite-loop",
			new BusyScenarios.InfiniteLoop(), "lock-never-released", new BlockedScenarios.LockNeverReleased(),
			"latch-miscounted", new BlockedScenarios.LatchMiscounted(), "ignores-interrupt",
			new BusyScenarios.IgnoresInterrupt(), "outlives-scope", new BusyScenarios.OutlivesScope(), "panic",
			new BusyScenarios.IndexOutOfBounds()));

	private static final int MAX_IDS = 100_000;

	private final Corral corral;

	private final Queue<Long> started = new ConcurrentLinkedQueue<>();

	Lab(Corral corral) {
		this.corral = corral;
	}

	@PostMapping("/lab/{name}")
	ResponseEntity<?> start(@PathVariable String name, @RequestParam(defaultValue = "leak") String form)
			throws InterruptedException {
		Scenario scenario = SCENARIOS.get(name);
		if (scenario == null) {
			return problem(HttpStatus.NOT_FOUND, "unknown scenario, known are " + SCENARIOS.keySet());
		}
		List<Long> ids;
		switch (form) {
			case "leak" -> ids = scenario.leak(this.corral, name);
			case "fixed" -> ids = scenario.fixed(this.corral, name);
			case "storm" -> {
				if (!(scenario instanceof BusyScenarios.InfiniteLoop loop)) {
					return problem(HttpStatus.BAD_REQUEST, "only infinite-loop has the form storm");
				}
				ids = loop.storm(this.corral, name);
			}
			default -> {
				return problem(HttpStatus.BAD_REQUEST, "'form' must be leak, fixed or storm");
			}
		}
		if (this.started.size() < MAX_IDS) {
			this.started.addAll(ids);
		}
		return ResponseEntity.accepted().body(Map.of("ids", ids));
	}

	@DeleteMapping("/lab")
	Map<String, Integer> clear() {
		int cancelled = 0;
		for (Long id = this.started.poll(); id != null; id = this.started.poll()) {
			cancelled += cancel(id);
		}
		for (String name : SCENARIOS.keySet()) {
			try (TaskCursor cursor = this.corral.tasks(TaskFilter.all().withName(name).withStacks(false))) {
				for (var task = cursor.next(); task.isPresent(); task = cursor.next()) {
					cancelled += cancel(task.get().id());
				}
			}
		}
		return Map.of("cancelled", cancelled);
	}

	private int cancel(long id) {
		return this.corral.cancel(id, "the laboratory is cleared") ? 1 : 0;
	}

	private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
		return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail)).build();
	}

}
