package dev.corral.dump;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.DynamicMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A profile as a reader sees it that shares nothing with the writer. Whatever was read
 * holds what readers rely on: each is asserted here.
 */
public final class PprofFile {

	private final DynamicMessage profile;

	private final List<String> texts;

	private PprofFile(DynamicMessage profile) {
		this.profile = profile;
		this.texts = list(profile, "string_table");
	}

	public static PprofFile of(byte[] bytes) throws IOException {
		assertThat(bytes).as("gzip, deflated").startsWith(0x1F, 0x8B, 8);
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			PprofFile file = new PprofFile(DynamicMessage.parseFrom(PprofSchema.PROFILE, in));
			file.check();
			return file;
		}
	}

	private void check() {
		assertThat(this.texts).doesNotHaveDuplicates().first().isEqualTo("");
		assertThat(this.texts).allSatisfy((text) -> assertThat(text.codePoints()).noneMatch(Character::isISOControl));
		List<DynamicMessage> mappings = messages("mapping");
		List<DynamicMessage> locations = messages("location");
		List<DynamicMessage> functions = messages("function");
		assertThat(mappings).singleElement().satisfies((mapping) -> {
			assertThat(number(mapping, "id")).isEqualTo(1);
			assertThat(List.of("has_functions", "has_filenames", "has_line_numbers"))
				.allSatisfy((flag) -> assertThat(field(mapping, flag)).isEqualTo(true));
		});
		assertThat(locations).extracting((location) -> number(location, "id")).containsExactly(idsTo(locations.size()));
		assertThat(functions).extracting((function) -> number(function, "id")).containsExactly(idsTo(functions.size()));
		assertThat(functions).allSatisfy((function) -> {
			assertThat(text(function, "name")).isNotEmpty().isEqualTo(text(function, "system_name"));
			assertThat(text(function, "filename")).isNotNull();
		});
		assertThat(locations).allSatisfy((location) -> {
			assertThat(number(location, "mapping_id")).isEqualTo(1);
			assertThat(frame(location)).isNotNull();
		});
		assertThat(messages("sample")).allSatisfy((sample) -> assertThat(list(sample, "value")).hasSize(2));
		assertThat(valueType((DynamicMessage) field(this.profile, "period_type"))).isEqualTo("tasks/count");
		assertThat(number(this.profile, "period")).isEqualTo(1);
		assertThat(text(this.profile, "default_sample_type")).isEqualTo("tasks");
		assertThat(this.profile.getUnknownFields().asMap()).isEmpty();
	}

	private static Long[] idsTo(int last) {
		Long[] ids = new Long[last];
		for (int i = 0; i < last; i++) {
			ids[i] = i + 1L;
		}
		return ids;
	}

	public List<String> sampleTypes() {
		return messages("sample_type").stream().map(this::valueType).toList();
	}

	public long timeNanos() {
		return number(this.profile, "time_nanos");
	}

	public List<String> comments() {
		List<Long> comments = list(this.profile, "comment");
		return comments.stream().map((index) -> this.texts.get(index.intValue())).toList();
	}

	public List<Sample> samples() {
		return messages("sample").stream().map(this::sample).toList();
	}

	public long tasks() {
		return samples().stream().mapToLong(Sample::tasks).sum();
	}

	private Sample sample(DynamicMessage sample) {
		List<DynamicMessage> locations = messages("location");
		List<Long> values = list(sample, "value");
		List<Long> stack = list(sample, "location_id");
		Map<String, String> labels = new LinkedHashMap<>();
		List<DynamicMessage> given = list(sample, "label");
		given.forEach((label) -> assertThat(labels.put(text(label, "key"), text(label, "str"))).isNull());
		assertThat(labels).allSatisfy((key, value) -> {
			assertThat(key).isNotEmpty();
			assertThat(value).isNotEmpty();
		});
		return new Sample(values.get(0), values.get(1), labels,
				stack.stream().map((id) -> frame(locations.get(Math.toIntExact(id - 1)))).toList());
	}

	private Frame frame(DynamicMessage location) {
		List<DynamicMessage> lines = list(location, "line");
		assertThat(lines).hasSize(1);
		int id = Math.toIntExact(number(lines.get(0), "function_id"));
		DynamicMessage function = messages("function").get(id - 1);
		return new Frame(text(function, "name"), text(function, "filename"), number(lines.get(0), "line"));
	}

	private String valueType(DynamicMessage type) {
		return text(type, "type") + "/" + text(type, "unit");
	}

	private List<DynamicMessage> messages(String field) {
		return list(this.profile, field);
	}

	private String text(DynamicMessage message, String field) {
		return this.texts.get(Math.toIntExact(number(message, field)));
	}

	private static long number(DynamicMessage message, String field) {
		return (Long) field(message, field);
	}

	@SuppressWarnings("unchecked")
	private static <T> List<T> list(DynamicMessage message, String field) {
		return (List<T>) field(message, field);
	}

	private static Object field(DynamicMessage message, String field) {
		return message.getField(message.getDescriptorForType().findFieldByName(field));
	}

	/**
	 * A sample.
	 *
	 * @param tasks its first value
	 * @param ageNanos its second
	 * @param labels its labels
	 * @param stack its frames, innermost first
	 */
	public record Sample(long tasks, long ageNanos, Map<String, String> labels, List<Frame> stack) {

	}

	/**
	 * A frame.
	 *
	 * @param function class and method
	 * @param file the source file
	 * @param line its line, 0 when unknown
	 */
	public record Frame(String function, String file, long line) {

	}

}
