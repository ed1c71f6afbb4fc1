package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.corral.Corral;
import dev.corral.dump.Grouping;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskGroups;

/**
 * Answers a query, by its view. What has to be gathered before anything can be said is
 * gathered at once; the rest is made while the answer is read.
 */
final class TasksViews {

	private final Corral corral;

	TasksViews(Corral corral) {
		this.corral = corral;
	}

	// Makes what is to be read; the runnable is told when nobody reads on
	Function<Runnable, InputStream> answer(TasksQuery query, Answers form) {
		return switch (query.view()) {
			case FULL -> tasks(query, form);
			case GROUPED -> groups(query, form);
			case SCOPES -> scopes(query, form);
		};
	}

	private Function<Runnable, InputStream> tasks(TasksQuery query, Answers form) {
		long total = this.corral.monitor().count(query.filter());
		return (whenClosed) -> {
			TaskCursor cursor = this.corral.monitor().tasks(query.filter());
			return stream(cursor::next, query.limit(), (out) -> form.tasks(total, out), () -> {
				cursor.close();
				whenClosed.run();
			});
		};
	}

	private Function<Runnable, InputStream> groups(TasksQuery query, Answers form) {
		TaskGroups groups = this.corral.dumps().groups(query.filter(), Grouping.EXACT);
		return (whenClosed) -> stream(each(groups.groups()), query.limit(), (out) -> form.groups(groups, out),
				whenClosed);
	}

	// The oldest, so that a scope is shown with all that are above it
	private Function<Runnable, InputStream> scopes(TasksQuery query, Answers form) {
		List<ScopeSnapshot> scopes = query.within(this.corral.monitor().scopes());
		List<ScopeTree> trees = ScopeTree.of(scopes.stream().limit(query.limit()).toList());
		return (whenClosed) -> stream(each(trees), Long.MAX_VALUE, (out) -> form.scopes(scopes.size(), out),
				whenClosed);
	}

	private static <T> InputStream stream(Supplier<Optional<T>> items, long limit,
			Function<ByteArrayOutputStream, AnswerWriter<T>> writer, Runnable whenClosed) {
		return new AnswerStream<>(items, limit, writer, whenClosed);
	}

	private static <T> Supplier<Optional<T>> each(List<T> list) {
		Iterator<T> items = list.iterator();
		return () -> items.hasNext() ? Optional.of(items.next()) : Optional.empty();
	}

}
