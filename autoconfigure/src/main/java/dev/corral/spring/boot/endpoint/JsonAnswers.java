package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.Corral;
import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskSnapshot;

/** Answers as JSON. */
final class JsonAnswers implements Answers {

	private final Corral corral;

	private final JsonMapper mapper;

	JsonAnswers(Corral corral, JsonMapper mapper) {
		this.corral = corral;
		this.mapper = mapper;
	}

	@Override
	public AnswerWriter<TaskSnapshot> tasks(long total, ByteArrayOutputStream out) {
		return new JsonWriter<>(out, "tasks", TaskBody::of, (task) -> 1, (json) -> {
		}, total);
	}

	@Override
	public AnswerWriter<TaskGroup> groups(TaskGroups groups, ByteArrayOutputStream out) {
		return new JsonWriter<>(out, "groups", GroupBody::of, TaskGroup::count, (json) -> {
			json.writeNumberProperty("totalGroups", groups.groups().size());
			json.writeNumberProperty("other", groups.other());
			json.writeBooleanProperty("sampled", groups.sampled());
		}, groups.total());
	}

	@Override
	public AnswerWriter<ScopeTree> scopes(long total, ByteArrayOutputStream out) {
		return new JsonWriter<>(out, "scopes", ScopeBody::of, ScopeTree::size, (json) -> {
		}, total);
	}

	/** Writes the books, then the items, then what happened of late. */
	private final class JsonWriter<T> implements AnswerWriter<T> {

		private final JsonGenerator json;

		private final String list;

		private final Function<T, Object> body;

		private final ToLongFunction<T> weight;

		private final Consumer<JsonGenerator> more;

		private final long total;

		private long shown;

		private JsonWriter(ByteArrayOutputStream out, String list, Function<T, Object> body, ToLongFunction<T> weight,
				Consumer<JsonGenerator> more, long total) {
			this.json = JsonAnswers.this.mapper.createGenerator(out);
			this.list = list;
			this.body = body;
			this.weight = weight;
			this.more = more;
			this.total = total;
		}

		@Override
		public void head() {
			Corral corral = JsonAnswers.this.corral;
			this.json.writeStartObject();
			this.json.writePOJOProperty("time", Instant.now());
			this.json.writePOJOProperty("counts", corral.counts());
			this.json.writeNumberProperty("maxLive", corral.monitor().maxLive());
			this.json.writeArrayPropertyStart(this.list);
			this.json.flush();
		}

		@Override
		public void item(T item) {
			this.json.writePOJO(this.body.apply(item));
			this.json.flush();
			this.shown += this.weight.applyAsLong(item);
		}

		@Override
		public void foot() {
			Corral corral = JsonAnswers.this.corral;
			this.json.writeEndArray();
			this.more.accept(this.json);
			this.json.writePOJOProperty("recentPanics",
					corral.monitor().recentPanics().stream().map(PanicBody::of).toList());
			this.json.writePOJOProperty("recentLeaks",
					corral.monitor().recentLeaks().stream().map(LeakBody::of).toList());
			this.json.writeNumberProperty("total", Math.max(this.shown, this.total));
			this.json.writeNumberProperty("shown", this.shown);
			this.json.writeEndObject();
			this.json.close();
		}

	}

}
