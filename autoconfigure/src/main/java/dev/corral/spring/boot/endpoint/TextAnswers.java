package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;

import dev.corral.Corral;
import dev.corral.dump.GroupedTextDump;
import dev.corral.dump.ScopesTextDump;
import dev.corral.dump.TextDump;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;

/** Answers as text. */
final class TextAnswers implements Answers {

	private final Corral corral;

	TextAnswers(Corral corral) {
		this.corral = corral;
	}

	@Override
	public AnswerWriter<TaskSnapshot> tasks(long total, ByteArrayOutputStream out) {
		StringBuilder text = new StringBuilder();
		TextDump dump = new TextDump(text);
		return new TextWriter<>(text, out,
				() -> dump.head(this.corral.counts(), this.corral.monitor().openScopes(), Instant.now()), dump::task,
				() -> dump.foot(total));
	}

	@Override
	public AnswerWriter<TaskGroup> groups(TaskGroups groups, ByteArrayOutputStream out) {
		StringBuilder text = new StringBuilder();
		GroupedTextDump dump = new GroupedTextDump(groups, text);
		return new TextWriter<>(text, out,
				() -> dump.head(this.corral.counts(), this.corral.monitor().openScopes(), Instant.now()), dump::group,
				dump::foot);
	}

	@Override
	public AnswerWriter<ScopeTree> scopes(long total, ByteArrayOutputStream out) {
		StringBuilder text = new StringBuilder();
		ScopesTextDump dump = new ScopesTextDump(text);
		return new TextWriter<>(text, out,
				() -> dump.head(this.corral.counts(), this.corral.monitor().openScopes(), Instant.now()), dump::scope,
				() -> dump.foot(total));
	}

	/**
	 * Lets text out as bytes whenever a part of it is complete.
	 *
	 * @param <T> the kind of the items
	 * @param text where the parts are made
	 * @param out where they go
	 * @param begin makes the first part
	 * @param each makes the part of an item
	 * @param end makes the last part
	 */
	private record TextWriter<T>(StringBuilder text, ByteArrayOutputStream out, Runnable begin, Consumer<T> each,
			Runnable end) implements AnswerWriter<T> {

		@Override
		public void head() {
			this.begin.run();
			letOut();
		}

		@Override
		public void item(T item) {
			this.each.accept(item);
			letOut();
		}

		@Override
		public void foot() {
			this.end.run();
			letOut();
		}

		private void letOut() {
			this.out.writeBytes(this.text.toString().getBytes(StandardCharsets.UTF_8));
			this.text.setLength(0);
		}

	}

}
