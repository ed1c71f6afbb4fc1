package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import dev.corral.monitor.ScopeTree;
import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskGroup;
import dev.corral.monitor.TaskGroups;
import dev.corral.monitor.TaskMonitor;
import dev.corral.monitor.TaskSnapshot;

/** Responses as JSON. */
final class JsonResponses implements Responses {

	private final ReadSide launcher;

	private final JsonMapper mapper;

	JsonResponses(ReadSide launcher, JsonMapper mapper) {
		this.launcher = launcher;
		this.mapper = mapper;
	}

	@Override
	public MimeType type() {
		return MimeTypeUtils.APPLICATION_JSON;
	}

	@Override
	public Object task(TaskSnapshot task, List<StackSample> samples) {
		return JsonBodies.TaskDetail.of(task, samples);
	}

	@Override
	public Object badParameter(BadParameterException ex) {
		return ex.body();
	}

	@Override
	public Object tooManyDumps() {
		return JsonBodies.TooManyDumps.BODY;
	}

	@Override
	public ResponseParts<TaskSnapshot> tasks(long total) {
		return parts("tasks", JsonBodies.Task::of, (task) -> 1, (json) -> {
		}, total);
	}

	@Override
	public ResponseParts<TaskGroup> groups(TaskGroups groups) {
		return parts("groups", JsonBodies.Group::of, TaskGroup::count, (json) -> {
			json.writeNumberProperty("totalGroups", groups.groups().size());
			json.writeNumberProperty("other", groups.other());
			json.writeBooleanProperty("sampled", groups.sampled());
		}, groups.total());
	}

	@Override
	public ResponseParts<ScopeTree> scopes(long total) {
		return parts("scopes", JsonBodies.Scope::of, ScopeTree::size, (json) -> {
		}, total);
	}

	private <T> ResponseParts<T> parts(String list, Function<T, Object> body, ToLongFunction<T> weight,
			Consumer<JsonGenerator> more, long total) {
		TaskMonitor monitor = this.launcher.monitor();
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		JsonGenerator json = this.mapper.createGenerator(out);
		AtomicLong shown = new AtomicLong();
		return new ResponseParts<>(() -> {
			json.writeStartObject();
			json.writePOJOProperty("time", Instant.now());
			json.writePOJOProperty("counts", monitor.counts());
			json.writeNumberProperty("maxLive", monitor.maxLive());
			json.writeArrayPropertyStart(list);
			return written(json, out);
		}, (item) -> {
			json.writePOJO(body.apply(item));
			shown.addAndGet(weight.applyAsLong(item));
			return written(json, out);
		}, () -> {
			json.writeEndArray();
			more.accept(json);
			json.writePOJOProperty("recentPanics", monitor.recentPanics().stream().map(JsonBodies.Panic::of).toList());
			json.writePOJOProperty("recentLeaks", monitor.recentLeaks().stream().map(JsonBodies.Leak::of).toList());
			json.writeNumberProperty("total", Math.max(shown.get(), total));
			json.writeNumberProperty("shown", shown.get());
			json.writeEndObject();
			json.close();
			return out.toByteArray();
		});
	}

	private static byte[] written(JsonGenerator json, ByteArrayOutputStream out) {
		json.flush();
		byte[] part = out.toByteArray();
		out.reset();
		return part;
	}

}
