package dev.corral.dump;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

import dev.corral.snapshot.Counts;
import dev.corral.snapshot.Printable;
import dev.corral.snapshot.ScopeSnapshot;
import dev.corral.snapshot.ScopeTree;

/**
 * Writes open scopes as text: a headline, a line a scope, indented below the scope above
 * it, and last how much was shown. Everything users named is escaped. To be used by one
 * thread.
 */
public final class ScopesTextDump {

	private final Appendable out;

	private long shown;

	/**
	 * Makes a dump.
	 * @param out where it goes; what it throws comes out as {@link UncheckedIOException}
	 */
	public ScopesTextDump(Appendable out) {
		this.out = out;
	}

	/**
	 * Writes all of it.
	 * @param counts the books
	 * @param open how many scopes are open
	 * @param at the time of day
	 * @param scopes the scopes to show
	 * @param total of how many
	 */
	public void write(Counts counts, int open, Instant at, List<ScopeTree> scopes, long total) {
		append(Words.headline(counts, open, at) + "\n");
		if (!scopes.isEmpty()) {
			append("\n");
		}
		write(scopes, "");
		append("\nshown " + Words.number(this.shown) + " of " + Words.number(total) + "\n");
	}

	private void write(List<ScopeTree> scopes, String indent) {
		for (ScopeTree tree : scopes) {
			append(indent + line(tree.scope()) + "\n");
			this.shown++;
			write(tree.children(), indent + "\t");
		}
	}

	private static String line(ScopeSnapshot scope) {
		StringBuilder line = new StringBuilder("scope ").append(scope.id())
			.append(" \"")
			.append(Printable.of(scope.path()))
			.append("\" [")
			.append(Words.number(scope.live()))
			.append(" live, ")
			.append(Words.number(scope.leaked()))
			.append(" leaked, ")
			.append(Words.age(scope.age()));
		if (scope.deadline() != null) {
			line.append(", deadline: ").append(Words.time(scope.deadline()));
		}
		if (scope.cancelled() != null) {
			line.append(", cancelled: \"").append(Printable.of(scope.cancelled())).append('"');
		}
		return line.append(']').toString();
	}

	private void append(CharSequence text) {
		try {
			this.out.append(text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
