package dev.corral.spring.boot.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;

/**
 * The samples of a profile, read without its schema: by the numbers of its fields. The
 * tests of the core read the same with a schema and look closer.
 *
 * @param samples the samples
 */
public record Pprof(List<Sample> samples) {

	private static final int SAMPLE = 2;

	private static final int STRING_TABLE = 6;

	public static Pprof of(byte[] bytes) throws IOException {
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			UnknownFieldSet profile = UnknownFieldSet.parseFrom(in);
			List<String> texts = profile.getField(STRING_TABLE)
				.getLengthDelimitedList()
				.stream()
				.map(ByteString::toStringUtf8)
				.toList();
			List<Sample> samples = new ArrayList<>();
			for (ByteString sample : profile.getField(SAMPLE).getLengthDelimitedList()) {
				samples.add(Sample.of(UnknownFieldSet.parseFrom(sample), texts));
			}
			return new Pprof(samples);
		}
	}

	public long tasks() {
		return this.samples.stream().mapToLong(Sample::tasks).sum();
	}

	/**
	 * How many tasks have each value of a label.
	 * @param label the label
	 * @return sums by value, {@code none} for samples without it
	 */
	public Map<String, Long> by(String label) {
		Map<String, Long> sums = new HashMap<>();
		this.samples
			.forEach((sample) -> sums.merge(sample.labels.getOrDefault(label, "none"), sample.tasks, Long::sum));
		return sums;
	}

	/**
	 * A sample.
	 *
	 * @param tasks its first value
	 * @param ageNanos its second
	 * @param depth how many locations it has
	 * @param labels its labels
	 */
	public record Sample(long tasks, long ageNanos, int depth, Map<String, String> labels) {

		private static Sample of(UnknownFieldSet sample, List<String> texts) throws IOException {
			List<Long> values = packed(sample, 2);
			Map<String, String> labels = new HashMap<>();
			for (ByteString label : sample.getField(3).getLengthDelimitedList()) {
				UnknownFieldSet pair = UnknownFieldSet.parseFrom(label);
				labels.put(text(pair, 1, texts), text(pair, 2, texts));
			}
			return new Sample(values.get(0), values.get(1), packed(sample, 1).size(), labels);
		}

		private static String text(UnknownFieldSet message, int field, List<String> texts) {
			return texts.get(Math.toIntExact(message.getField(field).getVarintList().get(0)));
		}

		private static List<Long> packed(UnknownFieldSet message, int field) throws IOException {
			List<Long> numbers = new ArrayList<>();
			for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
				CodedInputStream in = bytes.newCodedInput();
				while (!in.isAtEnd()) {
					numbers.add(in.readInt64());
				}
			}
			return numbers;
		}

	}

}
