package dev.corral.internal.render;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

import dev.corral.monitor.LeakReason;
import dev.corral.monitor.Printable;

/**
 * Writes samples as a gzipped {@code profile.proto}. Give it all samples, then finish
 * once. To be used by one thread.
 */
final class ProfileWriter {

	/*-
	 * The format, by its public description (github.com/google/pprof, proto/profile.proto):
	 * a sample names locations, a location a function and a line, a function its name and
	 * file; every text is an index into one table, of which the first is empty. Fields may
	 * come in any order, so samples go out at once, and what they name once it is known.
	 *
	 * Stricter readers than pprof want more: ids count up from 1 without a gap (Parca),
	 * every location names a mapping, labels are texts (Pyroscope). The mapping stands for
	 * the program; it says that functions, files and lines are known, so that no reader
	 * looks for a binary.
	 *
	 * A sample without a location is in the total of pprof and in none of its reports, not
	 * even that of labels. So what has no stack has a frame that says so.
	 *
	 * A reader adds up the values of all samples in a long. The ages of a million tasks
	 * that are three hours old exceed it. So ages are cut where their sum would overflow.
	 */

	private static final List<StackTraceElement> NO_STACK = List.of(new StackTraceElement("", "[no stack]", "", -1));

	/** How long the name of a function or a file is at most, before it is escaped. */
	private static final int MAX_SYMBOL = 512;

	private static final int PROGRAM = 1;

	private final Map<String, Integer> texts = new LinkedHashMap<>();

	private final Map<StackTraceElement, Integer> locations = new LinkedHashMap<>();

	private final Map<Function, Integer> functions = new LinkedHashMap<>();

	private final ByteArrayOutputStream file = new ByteArrayOutputStream();

	private final GZIPOutputStream out;

	private final ProtoMessage top = new ProtoMessage();

	private final ProtoMessage message = new ProtoMessage();

	private final ProtoMessage part = new ProtoMessage();

	/** The sum over all samples. */
	private long ages;

	ProfileWriter() {
		try {
			this.out = new GZIPOutputStream(this.file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		index("");
		valueType(Fields.SAMPLE_TYPE, "tasks", "count");
		valueType(Fields.SAMPLE_TYPE, "age", "nanoseconds");
	}

	void sample(Group sample) {
		GroupKey key = sample.key;
		stack(key.frames());
		values(sample.count(), sample.ageNanos());
		label("name", Printable.of(key.name()));
		label("status", key.status().name());
		label("scope", Printable.of(Objects.requireNonNull(key.scope())));
		LeakReason leak = key.leak();
		if (leak != null) {
			label("leak", leak.name());
		}
		add(Fields.SAMPLE);
	}

	void other(long tasks, long ageNanos) {
		stack(NO_STACK);
		values(tasks, ageNanos);
		label("name", "other");
		add(Fields.SAMPLE);
	}

	private void stack(List<StackTraceElement> frames) {
		List<StackTraceElement> shown = frames.isEmpty() ? NO_STACK : frames;
		this.message.packed(Fields.SAMPLE_LOCATION_ID,
				shown.stream()
					.mapToLong((frame) -> this.locations.computeIfAbsent(frame, (key) -> this.locations.size() + 1))
					.toArray());
	}

	private void values(long tasks, long ageNanos) {
		long age = Math.min(ageNanos, Long.MAX_VALUE - this.ages);
		this.ages += age;
		this.message.packed(Fields.SAMPLE_VALUE, tasks, age);
	}

	// A label without a text would be taken for the number zero
	private void label(String key, String value) {
		if (value.isEmpty()) {
			return;
		}
		this.part.number(Fields.LABEL_KEY, index(key));
		this.part.number(Fields.LABEL_STR, index(value));
		this.message.message(Fields.SAMPLE_LABEL, this.part);
		this.part.clear();
	}

	byte[] finish(Instant at, String comment) {
		mapping();
		this.locations.forEach(this::location);
		this.functions.forEach(this::function);
		this.top.number(Fields.TIME_NANOS, at.getEpochSecond() * 1_000_000_000 + at.getNano());
		valueType(Fields.PERIOD_TYPE, "tasks", "count");
		this.top.number(Fields.PERIOD, 1);
		this.top.packed(Fields.COMMENT, index(comment));
		this.top.number(Fields.DEFAULT_SAMPLE_TYPE, index("tasks"));
		for (String text : this.texts.keySet()) {
			this.top.text(Fields.STRING_TABLE, text);
		}
		flush();
		try {
			this.out.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this.file.toByteArray();
	}

	private void mapping() {
		this.message.number(Fields.MAPPING_ID, PROGRAM);
		this.message.flag(Fields.MAPPING_HAS_FUNCTIONS);
		this.message.flag(Fields.MAPPING_HAS_FILENAMES);
		this.message.flag(Fields.MAPPING_HAS_LINE_NUMBERS);
		add(Fields.MAPPING);
	}

	private void location(StackTraceElement frame, int id) {
		Function function = Function.of(frame);
		this.part.number(Fields.LINE_FUNCTION_ID,
				this.functions.computeIfAbsent(function, (key) -> this.functions.size() + 1));
		this.part.number(Fields.LINE_LINE, Math.max(0, frame.getLineNumber()));
		this.message.number(Fields.LOCATION_ID, id);
		this.message.number(Fields.LOCATION_MAPPING_ID, PROGRAM);
		this.message.message(Fields.LOCATION_LINE, this.part);
		this.part.clear();
		add(Fields.LOCATION);
	}

	private void function(Function function, int id) {
		int name = index(function.name());
		this.message.number(Fields.FUNCTION_ID, id);
		this.message.number(Fields.FUNCTION_NAME, name);
		this.message.number(Fields.FUNCTION_SYSTEM_NAME, name);
		this.message.number(Fields.FUNCTION_FILENAME, index(function.file()));
		add(Fields.FUNCTION);
	}

	private void valueType(int field, String type, String unit) {
		this.message.number(Fields.VALUE_TYPE_TYPE, index(type));
		this.message.number(Fields.VALUE_TYPE_UNIT, index(unit));
		add(field);
	}

	private void add(int field) {
		this.top.message(field, this.message);
		this.message.clear();
		flush();
	}

	private void flush() {
		try {
			this.top.writeTo(this.out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.top.clear();
	}

	private int index(String text) {
		return this.texts.computeIfAbsent(text, (key) -> this.texts.size());
	}

	/**
	 * A method.
	 *
	 * @param name its class and its name
	 * @param file its source file, empty when unknown
	 */
	private record Function(String name, String file) {

		private static Function of(StackTraceElement frame) {
			String type = frame.getClassName();
			String name = type.isEmpty() ? frame.getMethodName() : type + "." + frame.getMethodName();
			return new Function(name.isEmpty() ? "unknown" : symbol(name), symbol(frame.getFileName()));
		}

		private static String symbol(@Nullable String text) {
			return (text != null) ? Printable.of(Printable.cut(text, MAX_SYMBOL)) : "";
		}

	}

	/** The numbers of the fields, message by message. */
	private static final class Fields {

		static final int SAMPLE_TYPE = 1;

		static final int SAMPLE = 2;

		static final int MAPPING = 3;

		static final int LOCATION = 4;

		static final int FUNCTION = 5;

		static final int STRING_TABLE = 6;

		static final int TIME_NANOS = 9;

		static final int PERIOD_TYPE = 11;

		static final int PERIOD = 12;

		static final int COMMENT = 13;

		static final int DEFAULT_SAMPLE_TYPE = 14;

		static final int VALUE_TYPE_TYPE = 1;

		static final int VALUE_TYPE_UNIT = 2;

		static final int SAMPLE_LOCATION_ID = 1;

		static final int SAMPLE_VALUE = 2;

		static final int SAMPLE_LABEL = 3;

		static final int LABEL_KEY = 1;

		static final int LABEL_STR = 2;

		static final int MAPPING_ID = 1;

		static final int MAPPING_HAS_FUNCTIONS = 7;

		static final int MAPPING_HAS_FILENAMES = 8;

		static final int MAPPING_HAS_LINE_NUMBERS = 9;

		static final int LOCATION_ID = 1;

		static final int LOCATION_MAPPING_ID = 2;

		static final int LOCATION_LINE = 4;

		static final int LINE_FUNCTION_ID = 1;

		static final int LINE_LINE = 2;

		static final int FUNCTION_ID = 1;

		static final int FUNCTION_NAME = 2;

		static final int FUNCTION_SYSTEM_NAME = 3;

		static final int FUNCTION_FILENAME = 4;

	}

}
