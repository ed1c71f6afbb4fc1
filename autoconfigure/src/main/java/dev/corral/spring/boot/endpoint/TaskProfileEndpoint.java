package dev.corral.spring.boot.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeTypeUtils;

import dev.corral.Corral;
import dev.corral.dump.ProfileStack;
import dev.corral.monitor.TaskFilter;

/**
 * The {@code taskprofile} endpoint: live tasks as a gzipped pprof profile, for
 * {@code go tool pprof} and stores of profiles.
 */
@WebEndpoint(id = "taskprofile", defaultAccess = Access.READ_ONLY)
public class TaskProfileEndpoint {

	private static final int TOO_MANY_REQUESTS = 429;

	private final @Nullable Corral launcher;

	private final DumpPermits dumpPermits;

	/**
	 * Creates an endpoint.
	 * @param launcher the launcher, if there is one
	 * @param dumpPermits the places of dumps
	 */
	TaskProfileEndpoint(@Nullable Corral launcher, DumpPermits dumpPermits) {
		this.launcher = launcher;
		this.dumpPermits = dumpPermits;
	}

	/**
	 * Answers with a profile of live tasks.
	 * @param type {@code leaked} for tasks under a verdict only
	 * @param since {@code launch} for launch sites in the place of threads' stacks
	 * @return 200, 400 naming a parameter that cannot be understood, or 429 when too many
	 * dumps are being made
	 */
	@ReadOperation(produces = MimeTypeUtils.APPLICATION_OCTET_STREAM_VALUE)
	public WebEndpointResponse<Object> profile(@Nullable String type, @Nullable String since) {
		try {
			TaskFilter filter = filter(type);
			ProfileStack stack = stack(since);
			return this.dumpPermits.enter()
				.map((pass) -> answer(filter, stack, pass))
				.orElseGet(() -> new WebEndpointResponse<>(TooManyBody.BODY, TOO_MANY_REQUESTS,
						MimeTypeUtils.APPLICATION_JSON));
		}
		catch (BadParameterException ex) {
			return new WebEndpointResponse<>(ex.body(), WebEndpointResponse.STATUS_BAD_REQUEST,
					MimeTypeUtils.APPLICATION_JSON);
		}
	}

	private WebEndpointResponse<Object> answer(TaskFilter filter, ProfileStack stack, DumpPermits.Pass pass) {
		pass.begin();
		try {
			return new WebEndpointResponse<>(corral().dumps().profile(filter, stack).toPprof(),
					WebEndpointResponse.STATUS_OK, MimeTypeUtils.APPLICATION_OCTET_STREAM);
		}
		finally {
			pass.leave();
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
