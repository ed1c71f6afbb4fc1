package dev.corral.spring.boot.endpoint;

import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.InputStreamResource;

import dev.corral.dump.Grouping;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskGroups;

/**
 * Dumps that are rendered while they are sent. Only what the first byte depends on is
 * collected before. Each dump needs a permit until it has been read. Thread-safe.
 */
final class StreamedResponses {

	private final ReadSide launcher;

	private final DumpPermits permits;

	StreamedResponses(ReadSide launcher, DumpPermits permits) {
		this.launcher = launcher;
		this.permits = permits;
	}

	/**
	 * Begins a response.
	 * @param query what is asked for
	 * @param format how it is rendered
	 * @return the response, empty when there is no permit
	 */
	Optional<WebEndpointResponse<Object>> respond(TasksQuery query, Responses format) {
		return this.permits.acquire().map((permit) -> respond(query, format, permit));
	}

	private WebEndpointResponse<Object> respond(TasksQuery query, Responses format, DumpPermits.Permit permit) {
		try {
			Function<Runnable, InputStream> body = prepare(query, format);
			return new WebEndpointResponse<>(new InputStreamResource(() -> open(body, permit), "tasks"),
					WebEndpointResponse.STATUS_OK, format.type());
		}
		catch (RuntimeException | Error ex) {
			permit.release();
			throw ex;
		}
	}

	private static InputStream open(Function<Runnable, InputStream> body, DumpPermits.Permit permit) {
		permit.begin();
		try {
			return body.apply(permit::release);
		}
		catch (RuntimeException | Error ex) {
			permit.release();
			throw ex;
		}
	}

	// Returns what opens the body; it takes a callback for when the body is closed
	Function<Runnable, InputStream> prepare(TasksQuery query, Responses format) {
		return switch (query.view()) {
			case FULL -> tasks(query, format);
			case GROUPED -> groups(query, format);
			case SCOPES -> scopes(query, format);
		};
	}

	private Function<Runnable, InputStream> tasks(TasksQuery query, Responses format) {
		long total = this.launcher.monitor().count(query.filter());
		return (onClose) -> {
			TaskCursor cursor = this.launcher.monitor().tasks(query.filter());
			return format.tasks(total).stream(cursor::next, query.limit(), () -> {
				cursor.close();
				onClose.run();
			});
		};
	}

	private Function<Runnable, InputStream> groups(TasksQuery query, Responses format) {
		TaskGroups groups = this.launcher.dumps().groups(query.filter(), Grouping.EXACT);
		return (onClose) -> format.groups(groups).stream(each(groups.groups()), query.limit(), onClose);
	}

	// The limit keeps the oldest scopes, so that each is shown with all its ancestors
	private Function<Runnable, InputStream> scopes(TasksQuery query, Responses format) {
		List<ScopeSnapshot> scopes = query.within(this.launcher.monitor().scopes());
		List<ScopeTree> trees = ScopeTree.of(scopes.stream().limit(query.limit()).toList());
		return (onClose) -> format.scopes(scopes.size()).stream(each(trees), Long.MAX_VALUE, onClose);
	}

	private static <T> Supplier<Optional<T>> each(List<T> list) {
		Iterator<T> items = list.iterator();
		return () -> items.hasNext() ? Optional.of(items.next()) : Optional.empty();
	}

}
