package dev.corral.spring.boot.endpoint;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.InputStreamResource;
import org.springframework.util.MimeType;

import dev.corral.Corral;

/** Answers that are made while they are sent, a few at a time. Thread-safe. */
final class StreamedDumps {

	private final DumpPermits dumpPermits;

	private final @Nullable TasksViews views;

	StreamedDumps(@Nullable Corral corral, DumpPermits dumpPermits) {
		this.dumpPermits = dumpPermits;
		this.views = (corral != null) ? new TasksViews(corral) : null;
	}

	/**
	 * Begins an answer.
	 * @param query what is asked for
	 * @param form how it is written
	 * @param type its content type
	 * @return the answer, empty when too many are being made
	 */
	Optional<WebEndpointResponse<Object>> answer(TasksQuery query, Answers form, MimeType type) {
		return this.dumpPermits.enter().map((pass) -> answer(query, form, type, pass));
	}

	private WebEndpointResponse<Object> answer(TasksQuery query, Answers form, MimeType type, DumpPermits.Pass pass) {
		boolean begun = false;
		try {
			Function<Runnable, InputStream> answer = views().answer(query, form);
			InputStreamResource body = new InputStreamResource(() -> begin(answer, pass), "tasks");
			begun = true;
			return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_OK, type);
		}
		finally {
			if (!begun) {
				pass.leave();
			}
		}
	}

	private static InputStream begin(Function<Runnable, InputStream> answer, DumpPermits.Pass pass) {
		pass.begin();
		boolean open = false;
		try {
			InputStream stream = answer.apply(pass::leave);
			open = true;
			return stream;
		}
		finally {
			if (!open) {
				pass.leave();
			}
		}
	}

	private TasksViews views() {
		if (this.views == null) {
			throw new IllegalStateException("no Corral launcher is in this application");
		}
		return this.views;
	}

}
