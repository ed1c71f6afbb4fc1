package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ResponsePartsTests {

	private static final int THERE_ARE = 1000;

	/** How often the next item was asked for. */
	private int asked;

	private int closed;

	private Optional<Integer> next() {
		this.asked++;
		return (this.asked <= THERE_ARE) ? Optional.of(this.asked) : Optional.empty();
	}

	private InputStream stream(long limit) {
		return new ResponseParts<Integer>(() -> bytes("<"), (item) -> bytes(word(item)), () -> bytes(">"))
			.stream(this::next, limit, () -> this.closed++);
	}

	// Words of different lengths, one of them of no length
	private static String word(int item) {
		return (item != 7) ? "ä".repeat(item % 13 + 1) + item : "";
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String expected(int items) {
		return IntStream.rangeClosed(1, items)
			.mapToObj(ResponsePartsTests::word)
			.collect(Collectors.joining("", "<", ">"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 4096, 1_000_000 })
	void everythingIsReadWhateverTheSizeOfTheBuffer(int size) throws IOException {
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		try (InputStream stream = stream(Long.MAX_VALUE)) {
			byte[] buffer = new byte[size + 2];
			for (int count = stream.read(buffer, 1, size); count != -1; count = stream.read(buffer, 1, size)) {
				assertThat(count).isBetween(1, size);
				read.write(buffer, 1, count);
			}
			assertThat(buffer[0] + buffer[size + 1]).as("outside of the target").isZero();
			assertThat(stream.read(buffer)).isEqualTo(-1);
		}
		assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo(expected(THERE_ARE));
	}

	@Test
	void everythingIsReadByteByByte() throws IOException {
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		try (InputStream stream = stream(Long.MAX_VALUE)) {
			for (int unit = stream.read(); unit != -1; unit = stream.read()) {
				assertThat(unit).isBetween(0, 255);
				read.write(unit);
			}
			assertThat(stream.read()).isEqualTo(-1);
		}
		assertThat(read.toString(StandardCharsets.UTF_8)).isEqualTo(expected(THERE_ARE));
	}

	@Test
	void itemIsAskedForWhenTheOneBeforeHasBeenRead() throws IOException {
		try (InputStream stream = stream(Long.MAX_VALUE)) {
			assertThat(this.asked).isZero();
			assertThat(stream.read()).isEqualTo('<');
			assertThat(this.asked).isZero();
			for (int item = 1; item <= 100; item += (item != 6) ? 1 : 2) {
				int length = word(item).getBytes(StandardCharsets.UTF_8).length;
				for (int i = 0; i < length; i++) {
					assertThat(stream.read()).isNotEqualTo(-1);
					assertThat(this.asked).isEqualTo(item);
					assertThat(stream.available()).isEqualTo(length - i - 1);
				}
			}
		}
	}

	@Test
	void oneReadReturnsNoMoreThanOneItem() throws IOException {
		try (InputStream stream = stream(Long.MAX_VALUE)) {
			byte[] buffer = new byte[1_000_000];
			assertThat(stream.read(buffer)).isEqualTo(1);
			assertThat(stream.read(buffer)).isEqualTo(word(1).getBytes(StandardCharsets.UTF_8).length);
			assertThat(this.asked).isEqualTo(1);
		}
	}

	@Test
	void closingStopsRenderingAndCallsBackOnce() throws IOException {
		InputStream stream = stream(Long.MAX_VALUE);
		stream.readNBytes(20);
		int before = this.asked;
		stream.close();
		stream.close();
		assertThat(this.closed).isEqualTo(1);
		assertThat(stream.read()).isEqualTo(-1);
		assertThat(stream.read(new byte[10])).isEqualTo(-1);
		assertThat(stream.available()).isZero();
		assertThat(this.asked).isEqualTo(before).isLessThan(THERE_ARE);
	}

	@Test
	void endOfTheStreamIsNotAClose() throws IOException {
		try (InputStream stream = stream(1)) {
			assertThat(stream.readAllBytes()).isNotEmpty();
			assertThat(this.closed).isZero();
		}
		assertThat(this.closed).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 999, 1000, 1001 })
	void noMoreIsAskedForThanTheLimit(int limit) throws IOException {
		try (InputStream stream = stream(limit)) {
			assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
				.isEqualTo(expected(Math.min(limit, THERE_ARE)));
		}
		assertThat(this.asked).isEqualTo(limit);
	}

	@Test
	void readingNothingRendersNoItem() throws IOException {
		try (InputStream stream = stream(Long.MAX_VALUE)) {
			assertThat(stream.read(new byte[10], 3, 0)).isZero();
			assertThat(this.asked).isZero();
		}
	}

}
