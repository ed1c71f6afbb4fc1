package dev.corral.dump;

import java.time.Instant;
import java.util.List;

import dev.corral.monitor.Counts;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;

/** Whole dumps as the writers write them. */
final class Written {

	private Written() {
	}

	static Counts counts(long live, long leaked) {
		return new Counts(live, 0, 0, leaked, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	}

	static String full(Counts counts, int scopes, Instant at, List<TaskSnapshot> tasks, long total) {
		StringBuilder out = new StringBuilder();
		TextDump dump = new TextDump(out);
		dump.head(counts, scopes, at);
		tasks.forEach(dump::task);
		dump.foot(total);
		return out.toString();
	}

	static String grouped(Counts counts, int scopes, Instant at, TaskGroups groups, long limit) {
		StringBuilder out = new StringBuilder();
		GroupedTextDump dump = new GroupedTextDump(groups, out);
		dump.head(counts, scopes, at);
		groups.groups().stream().limit(limit).forEach(dump::group);
		dump.foot();
		return out.toString();
	}

	static String scopes(Counts counts, int scopes, Instant at, List<ScopeTree> trees, long total) {
		StringBuilder out = new StringBuilder();
		ScopesTextDump dump = new ScopesTextDump(out);
		dump.head(counts, scopes, at);
		trees.forEach(dump::scope);
		dump.foot(total);
		return out.toString();
	}

	// As the endpoint does, without the empty line before the block
	static String one(TaskSnapshot task, List<StackSample> samples) {
		StringBuilder out = new StringBuilder();
		TextDump dump = new TextDump(out);
		dump.task(task);
		dump.detail(task, samples);
		return out.substring(1);
	}

}
