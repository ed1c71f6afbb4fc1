package dev.corral.spring.boot.endpoint;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.Corral;
import dev.corral.dump.TextDump;
import dev.corral.spring.boot.TrackAllThreadsListener;

/**
 * The {@code tasks} endpoint: live tasks with their stacks, as JSON or as text. Read-only
 * unless its access is set to unrestricted.
 */
@WebEndpoint(id = "tasks", defaultAccess = Access.READ_ONLY)
public class TasksEndpoint {

	private static final String TEXT = "text/plain;charset=UTF-8";

	private static final MimeType TEXT_TYPE = MimeType.valueOf(TEXT);

	private static final MimeType JSON_TYPE = MimeTypeUtils.APPLICATION_JSON;

	private static final String REASON = "actuator";

	private static final String LEAKS = "leaks";

	private static final String SCOPE_PREFIX = "scope-";

	private static final int NO_CONTENT = 204;

	private static final int NOT_FOUND = 404;

	private static final int CONFLICT = 409;

	private static final int TOO_MANY_REQUESTS = 429;

	private final @Nullable Corral launcher;

	private final JsonMapper mapper;

	private final StreamedDumps dumps;

	private final boolean proofsWanted;

	/**
	 * Creates an endpoint.
	 * @param launcher the launcher, if there is one
	 * @param mapper writes JSON
	 * @param dumpPermits the places of dumps
	 * @param proofsWanted whether the launcher was asked to prove which tasks are blocked
	 * for ever
	 */
	TasksEndpoint(@Nullable Corral launcher, JsonMapper mapper, DumpPermits dumpPermits, boolean proofsWanted) {
		this.launcher = launcher;
		this.mapper = mapper;
		this.dumps = new StreamedDumps(launcher, dumpPermits);
		this.proofsWanted = proofsWanted;
	}

	/**
	 * Answers with live tasks, or open scopes, and the books as JSON.
	 * @param view what is shown: full (the default), grouped or scopes
	 * @param status keeps tasks of one status
	 * @param name keeps tasks of a name, in which {@code *} stands for anything
	 * @param scope keeps tasks at or below a scope, by id or by path
	 * @param leaked keeps tasks under a verdict, or those under none
	 * @param minAge keeps tasks launched at least that long ago
	 * @param stack whether to take stacks, {@code true} by default
	 * @param limit how many tasks, groups or scopes at most, 500 by default, or
	 * {@code all}
	 * @param after keeps tasks with a greater id
	 * @return 200, or 400 naming a parameter that cannot be understood
	 */
	@ReadOperation(produces = { "application/vnd.spring-boot.actuator.v3+json",
			"application/vnd.spring-boot.actuator.v2+json", "application/json", "text/html" })
	public WebEndpointResponse<Object> tasks(@Nullable String view, @Nullable String status, @Nullable String name,
			@Nullable String scope, @Nullable String leaked, @Nullable String minAge, @Nullable String stack,
			@Nullable String limit, @Nullable String after) {
		try {
			TasksQuery query = TasksQuery
				.parse(new TasksQuery.Parameters(view, status, name, scope, leaked, minAge, stack, limit, after));
			return this.dumps.answer(query, new JsonAnswers(corral(), this.mapper), JSON_TYPE)
				.orElseGet(() -> new WebEndpointResponse<>(TooManyBody.BODY, TOO_MANY_REQUESTS, JSON_TYPE));
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.body(), WebEndpointResponse.STATUS_BAD_REQUEST, JSON_TYPE);
		}
	}

	/**
	 * Answers with live tasks, or open scopes, as text, in the manner of a goroutine
	 * dump.
	 * @param view what is shown: full (the default), grouped or scopes
	 * @param status keeps tasks of one status
	 * @param name keeps tasks of a name, in which {@code *} stands for anything
	 * @param scope keeps tasks at or below a scope, by id or by path
	 * @param leaked keeps tasks under a verdict, or those under none
	 * @param minAge keeps tasks launched at least that long ago
	 * @param stack whether to take stacks, {@code true} by default
	 * @param limit how many tasks, groups or scopes at most, 500 by default, or
	 * {@code all}
	 * @param after keeps tasks with a greater id
	 * @return 200, or 400 naming a parameter that cannot be understood
	 */
	@ReadOperation(produces = TEXT)
	public WebEndpointResponse<Object> dump(@Nullable String view, @Nullable String status, @Nullable String name,
			@Nullable String scope, @Nullable String leaked, @Nullable String minAge, @Nullable String stack,
			@Nullable String limit, @Nullable String after) {
		try {
			TasksQuery query = TasksQuery
				.parse(new TasksQuery.Parameters(view, status, name, scope, leaked, minAge, stack, limit, after));
			return this.dumps.answer(query, new TextAnswers(corral()), TEXT_TYPE)
				.orElseGet(() -> new WebEndpointResponse<>(TooManyBody.BODY.message() + "\n", TOO_MANY_REQUESTS,
						TEXT_TYPE));
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.getMessage() + "\n", WebEndpointResponse.STATUS_BAD_REQUEST, TEXT_TYPE);
		}
	}

	/**
	 * Answers with one live task, its lineage, and what is seen of it in a few looks.
	 * @param id its id
	 * @param stack whether to take stacks, {@code true} by default
	 * @param samples how many looks, 0 to 20, 3 by default
	 * @return 200, 404 when there is none, or 400 naming what cannot be understood
	 */
	@ReadOperation(produces = { "application/vnd.spring-boot.actuator.v3+json",
			"application/vnd.spring-boot.actuator.v2+json", "application/json", "text/html" })
	public WebEndpointResponse<Object> task(@Selector String id, @Nullable String stack, @Nullable String samples) {
		try {
			return new TaskDetail(corral(), id, stack, samples)
				.map((task, sights) -> new WebEndpointResponse<Object>(TaskDetailBody.of(task, sights),
						WebEndpointResponse.STATUS_OK, JSON_TYPE))
				.orElseGet(() -> new WebEndpointResponse<>(NOT_FOUND));
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.body(), WebEndpointResponse.STATUS_BAD_REQUEST, JSON_TYPE);
		}
	}

	/**
	 * Answers with one live task as text.
	 * @param id its id
	 * @param stack whether to take stacks, {@code true} by default
	 * @param samples how many looks, 0 to 20, 3 by default
	 * @return 200, 404 when there is none, or 400 naming what cannot be understood
	 */
	@ReadOperation(produces = TEXT)
	public WebEndpointResponse<String> taskAsText(@Selector String id, @Nullable String stack,
			@Nullable String samples) {
		try {
			return new TaskDetail(corral(), id, stack, samples).map((task, sights) -> {
				StringBuilder text = new StringBuilder();
				TextDump dump = new TextDump(text);
				dump.task(task);
				dump.detail(task, sights);
				return new WebEndpointResponse<>(text.substring(1), WebEndpointResponse.STATUS_OK, TEXT_TYPE);
			}).orElseGet(() -> new WebEndpointResponse<>(NOT_FOUND));
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.getMessage() + "\n", WebEndpointResponse.STATUS_BAD_REQUEST, TEXT_TYPE);
		}
	}

	/**
	 * Cancels a task or a scope.
	 * @param id the id of a task, or {@code scope-} and that of a scope
	 * @return 204 when cancelled, 404 when there is none, 409 when it had ended before,
	 * or 400 when it is no id
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> cancel(@Selector String id) {
		try {
			if (id.startsWith(SCOPE_PREFIX)) {
				long scope = TasksQuery.id(id.substring(SCOPE_PREFIX.length()));
				return answer(corral().monitor().cancelScope(scope, REASON));
			}
			long task = TasksQuery.id(id);
			return answer(corral().monitor().find(task).map((found) -> corral().monitor().cancel(task, REASON)));
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.body(), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
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
		return new WebEndpointResponse<>(ProvedBody.of(corral().monitor().proveUnreachable(), proofsAreOn()));
	}

	private boolean proofsAreOn() {
		return this.proofsWanted && "false".equals(System.getProperty(TrackAllThreadsListener.SYSTEM_PROPERTY));
	}

	private Corral corral() {
		if (this.launcher == null) {
			throw new InvalidEndpointRequestException("no Corral launcher is in this application",
					"The TaskLauncher bean is not a Corral.");
		}
		return this.launcher;
	}

	private static WebEndpointResponse<Object> answer(Optional<Boolean> cancelled) {
		int status = cancelled.map((won) -> won ? NO_CONTENT : CONFLICT).orElse(NOT_FOUND);
		return new WebEndpointResponse<>(status);
	}

}
