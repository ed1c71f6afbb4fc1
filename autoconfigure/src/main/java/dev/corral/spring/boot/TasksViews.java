package dev.corral.spring.boot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.corral.Corral;
import dev.corral.TaskCursor;
import dev.corral.dump.Grouping;
import dev.corral.dump.ScopesTextDump;
import dev.corral.snapshot.ScopeSnapshot;
import dev.corral.snapshot.ScopeTree;
import dev.corral.snapshot.TaskGroup;
import dev.corral.snapshot.TaskGroups;
import dev.corral.snapshot.TaskSnapshot;

/** Answers a query, by its view, as a JSON body or as text. */
final class TasksViews {

	private final Corral corral;

	TasksViews(Corral corral) {
		this.corral = corral;
	}

	Object body(TasksQuery query) {
		return switch (query.view()) {
			case FULL -> tasks(query);
			case GROUPED -> groups(query);
			case SCOPES -> scopes(query);
		};
	}

	String text(TasksQuery query) {
		StringBuilder text = new StringBuilder();
		switch (query.view()) {
			case FULL -> this.corral.dump(query.filter(), query.limit(), text);
			case GROUPED -> this.corral.dumpGrouped(query.filter(), Grouping.EXACT, query.limit(), text);
			case SCOPES -> {
				List<ScopeSnapshot> scopes = query.within(this.corral.scopes());
				new ScopesTextDump(text).write(this.corral.counts(), this.corral.openScopes(), Instant.now(),
						trees(scopes, query.limit()), scopes.size());
			}
		}
		return text.toString();
	}

	private TasksBody tasks(TasksQuery query) {
		List<TasksBody.TaskBody> tasks = new ArrayList<>();
		try (TaskCursor cursor = this.corral.tasks(query.filter())) {
			while (tasks.size() < query.limit()) {
				Optional<TaskSnapshot> task = cursor.next();
				if (task.isEmpty()) {
					break;
				}
				tasks.add(TasksBody.TaskBody.of(task.get()));
			}
		}
		long total = Math.max(tasks.size(), this.corral.count(query.filter()));
		return new TasksBody(Instant.now(), this.corral.counts(), this.corral.maxLive(), tasks, recentPanics(),
				recentLeaks(), total, tasks.size());
	}

	private GroupsBody groups(TasksQuery query) {
		TaskGroups groups = this.corral.groups(query.filter(), Grouping.EXACT);
		List<TaskGroup> shown = groups.groups().stream().limit(query.limit()).toList();
		return new GroupsBody(Instant.now(), this.corral.counts(), this.corral.maxLive(),
				shown.stream().map(GroupsBody.GroupBody::of).toList(), groups.groups().size(), groups.other(),
				groups.sampled(), recentPanics(), recentLeaks(), groups.total(),
				shown.stream().mapToLong(TaskGroup::count).sum());
	}

	private ScopesBody scopes(TasksQuery query) {
		List<ScopeSnapshot> scopes = query.within(this.corral.scopes());
		return new ScopesBody(Instant.now(), this.corral.counts(), this.corral.maxLive(),
				trees(scopes, query.limit()).stream().map(ScopesBody.ScopeBody::of).toList(), recentPanics(),
				recentLeaks(), scopes.size(), Math.min(scopes.size(), query.limit()));
	}

	// The oldest, so that a scope is shown with all that are above it
	private static List<ScopeTree> trees(List<ScopeSnapshot> scopes, long limit) {
		return ScopeTree.of(scopes.stream().limit(limit).toList());
	}

	private List<TasksBody.PanicBody> recentPanics() {
		return this.corral.recentPanics().stream().map(TasksBody.PanicBody::of).toList();
	}

	private List<TasksBody.LeakBody> recentLeaks() {
		return this.corral.recentLeaks().stream().map(TasksBody.LeakBody::of).toList();
	}

}
