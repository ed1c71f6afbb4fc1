package dev.corral.sample.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;

/** The tasks that a profile counts, read by the numbers of its fields. */
final class ProfileCounts {

	private ProfileCounts() {
	}

	/**
	 * Reads a profile.
	 * @param file the gzipped file
	 * @return how many tasks there are by name and verdict, as {@code name reason}
	 */
	static Map<String, Long> of(byte[] file) throws IOException {
		try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
			UnknownFieldSet profile = UnknownFieldSet.parseFrom(in);
			List<ByteString> texts = profile.getField(6).getLengthDelimitedList();
			Map<String, Long> counts = new TreeMap<>();
			for (ByteString bytes : profile.getField(2).getLengthDelimitedList()) {
				UnknownFieldSet sample = UnknownFieldSet.parseFrom(bytes);
				Map<String, String> labels = labels(sample, texts);
				long tasks = sample.getField(2).getLengthDelimitedList().get(0).newCodedInput().readInt64();
				counts.merge(labels.get("name") + " " + labels.getOrDefault("leak", "none"), tasks, Long::sum);
			}
			return counts;
		}
	}

	private static Map<String, String> labels(UnknownFieldSet sample, List<ByteString> texts) throws IOException {
		Map<String, String> labels = new HashMap<>();
		for (ByteString label : sample.getField(3).getLengthDelimitedList()) {
			UnknownFieldSet pair = UnknownFieldSet.parseFrom(label);
			labels.put(text(pair, 1, texts), text(pair, 2, texts));
		}
		return labels;
	}

	private static String text(UnknownFieldSet pair, int field, List<ByteString> texts) {
		return texts.get(Math.toIntExact(pair.getField(field).getVarintList().get(0))).toStringUtf8();
	}

}
