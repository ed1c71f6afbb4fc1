package dev.corral.internal.callback;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import dev.corral.Task;
import dev.corral.event.TaskEvent;
import dev.corral.testing.Engine;

import static org.assertj.core.api.Assertions.assertThat;

/** What a storm leaves in a log with stack traces, and that all of it is counted. */
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StormTests {

	/*-
	 * A window is a minute, in which the clock of these tests stands still until the storm is over.
	 * Then a log has
	 *
	 *   of one kind      20 lines in full, and one line with the number of the others
	 *   of 1 000 kinds   1 000 lines in full, which is what all kinds together may have, and one line
	 *                    with a number for each kind
	 *
	 * The number of failures is in none of these bounds. A line in full is a message and a stack trace,
	 * which are as large as what the body throws: here less than FULL. A line with a number
	 * quotes name, class and frame, each cut at 300 characters: less than COUNTED.
	 */

	private static final int STORM = 100_000;

	private static final int KINDS = 1_000;

	/** In bytes. */
	private static final long FULL = 8 * 1024;

	private static final long COUNTED = 2 * 1024;

	private static final Pattern MORE = Pattern.compile(" (\\d+) times? more within ");

	private static final Duration DAY = Duration.ofDays(1);

	private final AtomicLong handled = new AtomicLong();

	private final AtomicLong heard = new AtomicLong();

	private final Written written = new Written();

	private final Engine engine = new Engine(
			(config) -> config.withRecoveryHandlers(List.of((panic) -> this.handled.incrementAndGet()))
				.withListeners(List.of(this::hear))
				.withMaxNames(2 * KINDS));

	@BeforeEach
	void listen() {
		this.written.begin();
	}

	@AfterEach
	void nothingIsLeft() {
		this.engine.close();
		this.written.end();
	}

	private void hear(TaskEvent event) {
		if (event instanceof TaskEvent.Panicked) {
			this.heard.incrementAndGet();
		}
	}

	// In crowds of a thousand
	private void panic(int kinds) throws InterruptedException {
		List<Task<?>> crowd = new ArrayList<>();
		for (int i = 0; i < STORM; i++) {
			crowd.add(this.engine.corral.launch("storm-" + i % kinds, StormTests::fail));
			if (crowd.size() == 1_000) {
				awaitAll(crowd);
			}
		}
	}

	private static void fail() {
		throw new IllegalStateException("planted");
	}

	private static void awaitAll(List<Task<?>> crowd) throws InterruptedException {
		for (Task<?> task : crowd) {
			assertThat(task.awaitSettled(DAY)).isTrue();
		}
		crowd.clear();
	}

	private void assertWritten(int full, int counted) throws InterruptedException {
		this.engine.time.advance(Duration.ofMinutes(2));
		assertThat(this.written.counts()).hasSize(counted);
		assertThat(this.written.messages).hasSize(full + counted);
		assertThat(this.written.counts().stream().mapToLong(Long::longValue).sum() + full).isEqualTo(STORM);
		assertThat(this.written.bytes.get()).isLessThan(full * FULL + counted * COUNTED);
	}

	private void assertAllPanicsAreKnown() {
		assertThat(this.engine.corral.counts().panicked()).isEqualTo(STORM);
		Engine.until(() -> this.handled.get() == STORM);
		assertThat(this.heard).hasValue(STORM);
		assertThat(this.engine.corral.monitor().recentPanics()).hasSize(50)
			.allMatch((panic) -> panic.message().equals("planted") && !panic.stack().isEmpty());
	}

	@Test
	void hundredThousandPanicsOfOneKind() throws Exception {
		panic(1);
		assertWritten(StormLimit.MAX_IN_FULL, 1);
		assertAllPanicsAreKnown();
	}

	@Test
	void hundredThousandPanicsOfAThousandKinds() throws Exception {
		panic(KINDS);
		assertWritten(StormLimit.MAX_IN_FULL_TOGETHER, KINDS);
		assertAllPanicsAreKnown();
		for (int i = 0; i < KINDS; i++) {
			assertThat(this.engine.corral.monitor().counts("storm-" + i).panicked()).isEqualTo(STORM / KINDS);
		}
	}

	@Test
	void hundredThousandTimeoutsOfOneName() throws Exception {
		int crowdSize = 10_000;
		List<Task<?>> crowd = new ArrayList<>();
		for (int i = 0; i < STORM; i += crowdSize) {
			CountDownLatch begun = new CountDownLatch(crowdSize);
			for (int j = 0; j < crowdSize; j++) {
				crowd.add(this.engine.corral.task("slow").timeout(Engine.SECOND).launch(() -> {
					begun.countDown();
					new CountDownLatch(1).await();
				}));
			}
			begun.await();
			this.engine.time.advance(Engine.SECOND);
			awaitAll(crowd);
		}
		assertWritten(StormLimit.MAX_IN_FULL, 1);
		assertThat(this.engine.corral.counts().timedOut()).isEqualTo(STORM);
		assertThat(this.engine.corral.counts().panicked()).isZero();
	}

	/** Encodes each line as a file with stack traces has it, and keeps its size alone. */
	private static final class Written extends AppenderBase<ILoggingEvent> {

		private final Logger logger = (Logger) LoggerFactory.getLogger("dev.corral");

		private final PatternLayoutEncoder encoder = new PatternLayoutEncoder();

		private final Queue<String> messages = new ConcurrentLinkedQueue<>();

		private final AtomicLong bytes = new AtomicLong();

		private void begin() {
			this.encoder.setContext(this.logger.getLoggerContext());
			this.encoder.setPattern("%d %level [%thread] %logger %msg%n%ex");
			this.encoder.setCharset(StandardCharsets.UTF_8);
			this.encoder.start();
			start();
			this.logger.addAppender(this);
		}

		private void end() {
			this.logger.detachAppender(this);
			stop();
		}

		@Override
		protected void append(ILoggingEvent event) {
			this.bytes.addAndGet(this.encoder.encode(event).length);
			this.messages.add(event.getFormattedMessage());
		}

		// The numbers in lines that stand for others
		private List<Long> counts() {
			return this.messages.stream()
				.flatMap((line) -> MORE.matcher(line).results())
				.map((MatchResult match) -> Long.valueOf(match.group(1)))
				.toList();
		}

	}

}
