package dev.corral.sample.lab;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.corral.Corral;
import dev.corral.monitor.Printable;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;

/**
 * Lists and starts scenarios and cancels what it started; it keeps ids and nothing else.
 */
@RestController
class Lab {

	private static final int MAX_IDS = 100_000;

	private static final int MAX_SHOWN = 100;

	private final Corral corral;

	private final Queue<Long> started = new ConcurrentLinkedQueue<>();

	Lab(Corral corral) {
		this.corral = corral;
	}

	@GetMapping("/lab")
	List<Listed> list() {
		return Catalogue.entries().stream().map(Listed::of).toList();
	}

	@PostMapping("/lab/{name}")
	ResponseEntity<?> start(@PathVariable String name, @RequestParam(defaultValue = "leak") String form) {
		Catalogue.Entry entry = Catalogue.find(name).orElse(null);
		if (entry == null) {
			return problem(HttpStatus.NOT_FOUND, "unknown scenario, known are " + Catalogue.names());
		}
		Form found = entry.form(form).orElse(null);
		if (found == null) {
			return problem(HttpStatus.BAD_REQUEST, "'form' of " + entry.name() + " must be one of " + entry.formNames()
					+ ", but was \"" + Printable.of(Printable.cut(form, MAX_SHOWN)) + "\"");
		}
		try {
			List<Long> ids = found.start().start(this.corral, name);
			if (this.started.size() < MAX_IDS) {
				this.started.addAll(ids);
			}
			return ResponseEntity.accepted().body(Map.of("ids", ids));
		}
		catch (RejectedExecutionException ex) {
			return problem(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage() + "; DELETE /lab makes room");
		}
	}

	@DeleteMapping("/lab")
	Map<String, Integer> clear() {
		int cancelled = 0;
		for (Long id = this.started.poll(); id != null; id = this.started.poll()) {
			cancelled += cancel(id);
		}
		for (String name : Catalogue.names()) {
			try (TaskCursor cursor = this.corral.monitor().tasks(TaskFilter.all().withName(name).withStacks(false))) {
				for (var task = cursor.next(); task.isPresent(); task = cursor.next()) {
					cancelled += cancel(task.get().id());
				}
			}
		}
		return Map.of("cancelled", cancelled);
	}

	private int cancel(long id) {
		return this.corral.monitor().cancel(id, "the laboratory is cleared") ? 1 : 0;
	}

	private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
		return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail)).build();
	}

	/**
	 * A scenario as it is listed.
	 *
	 * @param name its name
	 * @param forms its forms
	 */
	record Listed(String name, List<ListedForm> forms) {

		static Listed of(Catalogue.Entry entry) {
			return new Listed(entry.name(), entry.forms().stream().map(ListedForm::of).toList());
		}

	}

	/**
	 * A form as it is listed.
	 *
	 * @param form its name
	 * @param happens what its tasks do
	 * @param foundBy what finds it, UNREACHABLE in proof mode alone
	 * @param ends whether its tasks end by themselves
	 */
	record ListedForm(String form, String happens, List<String> foundBy, boolean ends) {

		static ListedForm of(Form form) {
			return new ListedForm(form.name(), form.happens(), form.foundBy(), form.ends());
		}

	}

}
