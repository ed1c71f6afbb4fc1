package dev.corral.spring.boot.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeTypeUtils;

import dev.corral.dump.ProfileStack;
import dev.corral.monitor.TaskFilter;

/**
 * The {@code taskprofile} endpoint: live tasks as a gzipped pprof profile, for
 * {@code go tool pprof} and profile stores.
 */
@WebEndpoint(id = "taskprofile", defaultAccess = Access.READ_ONLY)
public class TaskProfileEndpoint {

	private static final int TOO_MANY_REQUESTS = 429;

	private final ReadSide launcher;

	private final DumpPermits permits;

	/**
	 * Creates an endpoint.
	 * @param launcher the read side of the launcher
	 * @param permits the permits of dumps
	 */
	TaskProfileEndpoint(ReadSide launcher, DumpPermits permits) {
		this.launcher = launcher;
		this.permits = permits;
	}

	/**
	 * Returns a profile of live tasks.
	 * @param type {@code leaked} for only tasks under a leak verdict
	 * @param since {@code launch} for launch sites instead of the stacks of the threads
	 * @return 200, 400 naming a parameter that is not allowed, or 429 when too many dumps
	 * are being made
	 */
	@ReadOperation(produces = MimeTypeUtils.APPLICATION_OCTET_STREAM_VALUE)
	public WebEndpointResponse<Object> profile(@Nullable String type, @Nullable String since) {
		try {
			TaskFilter filter = filter(type);
			ProfileStack stack = stack(since);
			return this.permits.acquire()
				.map((permit) -> profile(filter, stack, permit))
				.orElseGet(() -> new WebEndpointResponse<>(JsonBodies.TooManyDumps.BODY, TOO_MANY_REQUESTS,
						MimeTypeUtils.APPLICATION_JSON));
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.body(), WebEndpointResponse.STATUS_BAD_REQUEST,
					MimeTypeUtils.APPLICATION_JSON);
		}
	}

	private WebEndpointResponse<Object> profile(TaskFilter filter, ProfileStack stack, DumpPermits.Permit permit) {
		permit.begin();
		try {
			return new WebEndpointResponse<>(this.launcher.dumps().profile(filter, stack).toPprof(),
					WebEndpointResponse.STATUS_OK, MimeTypeUtils.APPLICATION_OCTET_STREAM);
		}
		finally {
			permit.release();
		}
	}

	private static TaskFilter filter(@Nullable String type) {
		return switch (type) {
			case null -> TaskFilter.all();
			case "leaked" -> TaskFilter.all().withLeaked(true);
			default -> throw new BadParameterException("type", type, "leaked, or absent for all live tasks");
		};
	}

	private static ProfileStack stack(@Nullable String since) {
		return switch (since) {
			case null -> ProfileStack.THREAD;
			case "launch" -> ProfileStack.LAUNCH;
			default ->
				throw new BadParameterException("since", since, "launch, or absent for the stacks of the threads");
		};
	}

}
