package dev.corral.dump;

import java.io.UncheckedIOException;
import java.time.Instant;

import dev.corral.monitor.Counts;
import dev.corral.monitor.Printable;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;

/**
 * Writes open scopes as text: a headline, a line a scope, indented below the scope above
 * it, and last how much was shown. Everything users named is escaped. To be used by one
 * thread.
 */
public final class ScopesTextDump {

	private final DumpText text;

	private long shown;

	/**
	 * Makes a dump.
	 * @param out where it goes; what it throws comes out as {@link UncheckedIOException}
	 */
	public ScopesTextDump(Appendable out) {
		this.text = new DumpText(out);
	}

	/**
	 * Writes the headline.
	 * @param counts the counters
	 * @param open how many scopes are open
	 * @param at the time of day
	 */
	public void head(Counts counts, int open, Instant at) {
		this.text.head(counts, open, at, "");
	}

	/**
	 * Writes a scope and those below it; the first one after an empty line.
	 * @param tree the scope
	 */
	public void scope(ScopeTree tree) {
		if (this.shown == 0) {
			this.text.append("\n");
		}
		write(tree, "");
	}

	/**
	 * Writes how much was shown, after an empty line.
	 * @param total of how many
	 */
	public void foot(long total) {
		this.text.foot(this.shown, total);
	}

	private void write(ScopeTree tree, String indent) {
		this.text.append(indent + line(tree.scope()) + "\n");
		this.shown++;
		for (ScopeTree child : tree.children()) {
			write(child, indent + "\t");
		}
	}

	private static String line(ScopeSnapshot scope) {
		StringBuilder line = new StringBuilder("scope ").append(scope.id())
			.append(" \"")
			.append(Printable.of(scope.path()))
			.append("\" [")
			.append(DumpText.number(scope.live()))
			.append(" live, ")
			.append(DumpText.number(scope.leaked()))
			.append(" leaked, ")
			.append(DumpText.age(scope.age()));
		if (scope.deadline() != null) {
			line.append(", deadline: ").append(DumpText.time(scope.deadline()));
		}
		if (scope.cancelled() != null) {
			line.append(", cancelled: \"").append(Printable.of(scope.cancelled())).append('"');
		}
		return line.append(']').toString();
	}

}
