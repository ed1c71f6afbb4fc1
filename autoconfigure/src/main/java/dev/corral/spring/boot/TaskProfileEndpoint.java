package dev.corral.spring.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeTypeUtils;

import dev.corral.Corral;
import dev.corral.TaskFilter;
import dev.corral.dump.ProfileStack;

/**
 * The {@code taskprofile} endpoint: live tasks as a gzipped pprof profile, for
 * {@code go tool pprof} and stores of profiles.
 */
@WebEndpoint(id = "taskprofile", defaultAccess = Access.READ_ONLY)
public class TaskProfileEndpoint {

	private final @Nullable Corral launcher;

	/**
	 * Creates an endpoint.
	 * @param launcher the launcher, if there is one
	 */
	TaskProfileEndpoint(@Nullable Corral launcher) {
		this.launcher = launcher;
	}

	/**
	 * Answers with a profile of live tasks.
	 * @param type {@code leaked} for tasks under a verdict only
	 * @param since {@code launch} for launch sites in the place of threads' stacks
	 * @return 200, or 400 naming a parameter that cannot be understood
	 */
	@ReadOperation(produces = MimeTypeUtils.APPLICATION_OCTET_STREAM_VALUE)
	public WebEndpointResponse<Object> profile(@Nullable String type, @Nullable String since) {
		try {
			TaskFilter filter = filter(type);
			ProfileStack stack = stack(since);
			return new WebEndpointResponse<>(corral().dumps().profile(filter, stack).toPprof(),
					WebEndpointResponse.STATUS_OK, MimeTypeUtils.APPLICATION_OCTET_STREAM);
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.body(), WebEndpointResponse.STATUS_BAD_REQUEST,
					MimeTypeUtils.APPLICATION_JSON);
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

	private Corral corral() {
		if (this.launcher == null) {
			throw new InvalidEndpointRequestException("no Corral launcher is in this application",
					"The TaskLauncher bean is not a Corral.");
		}
		return this.launcher;
	}

}
