package dev.corral.spring.boot.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.springframework.util.MimeType;

import dev.corral.dump.GroupedTextDump;
import dev.corral.dump.ScopesTextDump;
import dev.corral.dump.TextDump;
import dev.corral.monitor.Counts;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskMonitor;
import dev.corral.monitor.TaskSnapshot;

/** Responses as text, in the manner of a goroutine dump. */
final class TextResponses implements Responses {

	static final String TYPE = "text/plain;charset=UTF-8";

	private static final MimeType MIME_TYPE = MimeType.valueOf(TYPE);

	private final ReadSide launcher;

	TextResponses(ReadSide launcher) {
		this.launcher = launcher;
	}

	@Override
	public MimeType type() {
		return MIME_TYPE;
	}

	@Override
	public Object task(TaskSnapshot task, List<StackSample> samples) {
		StringBuilder text = new StringBuilder();
		TextDump dump = new TextDump(text);
		dump.task(task);
		dump.detail(task, samples);
		return text.substring(1);
	}

	@Override
	public Object badParameter(BadParameterException ex) {
		return ex.body().message() + "\n";
	}

	@Override
	public Object tooManyDumps() {
		return JsonBodies.TooManyDumps.BODY.message() + "\n";
	}

	@Override
	public ResponseParts<TaskSnapshot> tasks(long total) {
		StringBuilder text = new StringBuilder();
		TextDump dump = new TextDump(text);
		return parts(text, dump::head, dump::task, () -> dump.foot(total));
	}

	@Override
	public ResponseParts<TaskGroup> groups(TaskGroups groups) {
		StringBuilder text = new StringBuilder();
		GroupedTextDump dump = new GroupedTextDump(groups, text);
		return parts(text, dump::head, dump::group, dump::foot);
	}

	@Override
	public ResponseParts<ScopeTree> scopes(long total) {
		StringBuilder text = new StringBuilder();
		ScopesTextDump dump = new ScopesTextDump(text);
		return parts(text, dump::head, dump::scope, () -> dump.foot(total));
	}

	private <T> ResponseParts<T> parts(StringBuilder text, Headline headline, Consumer<T> block, Runnable last) {
		TaskMonitor monitor = this.launcher.monitor();
		return new ResponseParts<>(() -> {
			headline.write(monitor.counts(), monitor.openScopes(), Instant.now());
			return written(text);
		}, (item) -> {
			block.accept(item);
			return written(text);
		}, () -> {
			last.run();
			return written(text);
		});
	}

	private static byte[] written(StringBuilder text) {
		byte[] part = text.toString().getBytes(StandardCharsets.UTF_8);
		text.setLength(0);
		return part;
	}

	private interface Headline {

		void write(Counts counts, int openScopes, Instant at);

	}

}
