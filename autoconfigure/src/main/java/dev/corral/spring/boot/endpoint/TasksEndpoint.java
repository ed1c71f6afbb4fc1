package dev.corral.spring.boot.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;
import dev.corral.monitor.TaskSnapshot;

/**
 * The {@code tasks} endpoint: live tasks with their stacks, as JSON or as text. It is
 * read-only unless its access is set to unrestricted.
 */
@WebEndpoint(id = "tasks", defaultAccess = Access.READ_ONLY)
public class TasksEndpoint {

	private static final String CANCEL_REASON = "actuator";

	private static final String LEAKS = "leaks";

	private static final String SCOPE_PREFIX = "scope-";

	private static final int DEFAULT_SAMPLES = 3;

	private static final int MAX_SAMPLES = 20;

	private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(10);

	private static final int NO_CONTENT = 204;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private static final int TOO_MANY_REQUESTS = 429;

	private final ReadSide launcher;

	private final StreamedResponses streamed;

	private final Responses json;

	private final Responses text;

	private final boolean proofsOn;

	/**
	 * Creates an endpoint.
	 * @param launcher the read side of the launcher
	 * @param permits the permits of dumps
	 * @param mapper writes JSON
	 * @param proofsOn whether it can be proved that tasks are blocked for ever
	 */
	TasksEndpoint(ReadSide launcher, DumpPermits permits, JsonMapper mapper, boolean proofsOn) {
		this.launcher = launcher;
		this.streamed = new StreamedResponses(launcher, permits);
		this.json = new JsonResponses(launcher, mapper);
		this.text = new TextResponses(launcher);
		this.proofsOn = proofsOn;
	}

	/**
	 * Returns live tasks, or open scopes, and the counters as JSON.
	 * @param view what is shown: full (the default), grouped or scopes
	 * @param status only tasks of this status
	 * @param name only tasks of this name, in which {@code *} stands for any characters
	 * @param scope only tasks in or below this scope, given by id or by path
	 * @param leaked only tasks under a leak verdict, or only tasks under none
	 * @param minAge only tasks launched at least this long ago
	 * @param stack whether to take stacks, {@code true} by default
	 * @param limit how many tasks, groups or scopes at most, 500 by default, or
	 * {@code all}
	 * @param after only tasks with a greater id
	 * @return 200, 400 naming a parameter that is not allowed, or 429 when too many dumps
	 * are being made
	 */
	@ReadOperation(produces = { "application/vnd.spring-boot.actuator.v3+json",
			"application/vnd.spring-boot.actuator.v2+json", "application/json", "text/html" })
	public WebEndpointResponse<Object> tasks(@Nullable String view, @Nullable String status, @Nullable String name,
			@Nullable String scope, @Nullable String leaked, @Nullable String minAge, @Nullable String stack,
			@Nullable String limit, @Nullable String after) {
		return list(this.json,
				new TasksQuery.Parameters(view, status, name, scope, leaked, minAge, stack, limit, after));
	}

	/**
	 * Returns live tasks, or open scopes, as text, in the manner of a goroutine dump.
	 * @param view what is shown: full (the default), grouped or scopes
	 * @param status only tasks of this status
	 * @param name only tasks of this name, in which {@code *} stands for any characters
	 * @param scope only tasks in or below this scope, given by id or by path
	 * @param leaked only tasks under a leak verdict, or only tasks under none
	 * @param minAge only tasks launched at least this long ago
	 * @param stack whether to take stacks, {@code true} by default
	 * @param limit how many tasks, groups or scopes at most, 500 by default, or
	 * {@code all}
	 * @param after only tasks with a greater id
	 * @return 200, 400 naming a parameter that is not allowed, or 429 when too many dumps
	 * are being made
	 */
	@ReadOperation(produces = TextResponses.TYPE)
	public WebEndpointResponse<Object> dump(@Nullable String view, @Nullable String status, @Nullable String name,
			@Nullable String scope, @Nullable String leaked, @Nullable String minAge, @Nullable String stack,
			@Nullable String limit, @Nullable String after) {
		return list(this.text,
				new TasksQuery.Parameters(view, status, name, scope, leaked, minAge, stack, limit, after));
	}

	private WebEndpointResponse<Object> list(Responses format, TasksQuery.Parameters parameters) {
		try {
			return this.streamed.respond(TasksQuery.parse(parameters), format)
				.orElseGet(() -> new WebEndpointResponse<>(format.tooManyDumps(), TOO_MANY_REQUESTS, format.type()));
		}
		catch (BadParameterException ex) {
			return badRequest(format, ex);
		}
	}

	/**
	 * Returns one live task, its ancestors, and a few samples of its stack.
	 * @param id its id
	 * @param stack whether to take stacks, {@code true} by default
	 * @param samples how many samples, 0 to 20, 3 by default
	 * @return 200, 404 when there is no such task, or 400 naming what is not allowed
	 */
	@ReadOperation(produces = { "application/vnd.spring-boot.actuator.v3+json",
			"application/vnd.spring-boot.actuator.v2+json", "application/json", "text/html" })
	public WebEndpointResponse<Object> task(@Selector String id, @Nullable String stack, @Nullable String samples) {
		return one(this.json, id, stack, samples);
	}

	/**
	 * Returns one live task as text.
	 * @param id its id
	 * @param stack whether to take stacks, {@code true} by default
	 * @param samples how many samples, 0 to 20, 3 by default
	 * @return 200, 404 when there is no such task, or 400 naming what is not allowed
	 */
	@ReadOperation(produces = TextResponses.TYPE)
	public WebEndpointResponse<Object> taskAsText(@Selector String id, @Nullable String stack,
			@Nullable String samples) {
		return one(this.text, id, stack, samples);
	}

	private WebEndpointResponse<Object> one(Responses format, String id, @Nullable String stack,
			@Nullable String samples) {
		try {
			long task = TasksQuery.id(id);
			boolean stacks = TasksQuery.bool("stack", stack, true);
			int times = TasksQuery.upTo("samples", samples, MAX_SAMPLES, DEFAULT_SAMPLES);
			return find(task, stacks)
				.map((found) -> new WebEndpointResponse<>(format.task(found, sample(task, stacks ? times : 0)),
						WebEndpointResponse.STATUS_OK, format.type()))
				.orElseGet(() -> new WebEndpointResponse<>(NOT_FOUND));
		}
		catch (BadParameterException ex) {
			return badRequest(format, ex);
		}
	}

	private Optional<TaskSnapshot> find(long id, boolean stacks) {
		TaskFilter filter = TaskFilter.all().withStacks(stacks).withAfter(Math.max(0, id - 1));
		try (TaskCursor cursor = this.launcher.monitor().tasks(filter)) {
			return cursor.next().filter((task) -> task.id() == id);
		}
	}

	private List<StackSample> sample(long id, int times) {
		if (times == 0) {
			return List.of();
		}
		try {
			return this.launcher.dumps().sample(id, times, SAMPLE_INTERVAL);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return List.of();
		}
	}

	/**
	 * Cancels a task or a scope.
	 * @param id the id of a task, or {@code scope-} and the id of a scope
	 * @return 204 when cancelled, 404 when there is no such task or scope, 409 when it
	 * had ended before, or 400 when it is not an id
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> cancel(@Selector String id) {
		try {
			int status = (id.startsWith(SCOPE_PREFIX) ? cancelScope(TasksQuery.id(id.substring(SCOPE_PREFIX.length())))
					: cancelTask(TasksQuery.id(id)))
				.map((cancelled) -> cancelled ? NO_CONTENT : CONFLICT)
				.orElse(NOT_FOUND);
			return new WebEndpointResponse<>(status);
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.body(), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	private Optional<Boolean> cancelScope(long id) {
		return this.launcher.monitor().cancelScope(id, CANCEL_REASON);
	}

	private Optional<Boolean> cancelTask(long id) {
		return this.launcher.monitor().find(id).map((found) -> this.launcher.monitor().cancel(id, CANCEL_REASON));
	}

	/**
	 * Has the garbage collector prove which tasks are blocked for ever.
	 * @param what {@code leaks}, nothing else
	 * @return 200 with what was proved, and a hint when proofs are off, or 404
	 */
	@WriteOperation
	public WebEndpointResponse<Object> prove(@Selector String what) {
		if (!what.equals(LEAKS)) {
			return new WebEndpointResponse<>(NOT_FOUND);
		}
		return new WebEndpointResponse<>(
				JsonBodies.Proofs.of(this.launcher.monitor().proveUnreachable(), this.proofsOn));
	}

	private static WebEndpointResponse<Object> badRequest(Responses format, BadParameterException ex) {
		return new WebEndpointResponse<>(format.badParameter(ex), WebEndpointResponse.STATUS_BAD_REQUEST,
				format.type());
	}

}
