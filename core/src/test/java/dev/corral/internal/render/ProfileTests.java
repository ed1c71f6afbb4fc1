package dev.corral.internal.render;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.corral.dump.PprofFile;
import dev.corral.dump.Profile;
import dev.corral.dump.ProfileStack;
import dev.corral.monitor.LaunchSite;
import dev.corral.monitor.LeakReason;
import dev.corral.monitor.TaskStatus;

import static org.assertj.core.api.Assertions.assertThat;

class ProfileTests {

	private static final Instant AT = Instant.parse("2026-11-23T15:00:06.000000007Z");

	private static final PprofFile.Frame NO_STACK = new PprofFile.Frame("[no stack]", "", 0);

	private final GroupCollector collector = new GroupCollector(3);

	private long lastId;

	@Test
	void sampleHasCountAgesLabelsAndStack() throws Exception {
		add(key("mail", "root/shop", LeakReason.STUCK, 42), 5);
		add(key("mail", "root/shop", LeakReason.STUCK, 42), 7);
		PprofFile file = read();
		assertThat(file.sampleTypes()).containsExactly("tasks/count", "age/nanoseconds");
		assertThat(file.timeNanos()).isEqualTo(AT.getEpochSecond() * 1_000_000_000 + 7);
		assertThat(file.comments()).containsExactly("live tasks by the stacks of their threads");
		assertThat(file.samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.tasks()).isEqualTo(2);
			assertThat(sample.ageNanos()).isEqualTo(12);
			assertThat(sample.labels()).isEqualTo(
					Map.of("name", "mail", "status", "RUNNING", "scope", "root/shop", "leak", LeakReason.STUCK.name()));
			assertThat(sample.stack()).containsExactly(new PprofFile.Frame("com.acme.Mailer.send", "Mailer.java", 42),
					new PprofFile.Frame("com.acme.Main.main", "Main.java", 1));
		});
	}

	@Test
	void labelsAndFramesTellSamplesApart() throws Exception {
		GroupCollector all = new GroupCollector(Profile.MAX_SAMPLES);
		add(all, key("mail", "root", null, 1), 1);
		add(all, key("page", "root", null, 1), 1);
		add(all, key("mail", "root/shop", null, 1), 1);
		add(all, key("mail", "root", LeakReason.STUCK, 1), 1);
		add(all, key("mail", "root", null, 2), 1);
		add(all, GroupKey.profile("mail", TaskStatus.ENDING, "root", null, frames(1)), 1);
		PprofFile file = PprofFile.of(profile(all).toPprof());
		assertThat(file.samples()).hasSize(6).allMatch((sample) -> sample.tasks() == 1);
		assertThat(file.samples()).filteredOn((sample) -> sample.labels().containsKey("leak")).hasSize(1);
	}

	@Test
	void frameWithoutFileOrLineOrClassIsAFrame() throws Exception {
		StackTraceElement[] frames = { new StackTraceElement("com.acme.Native", "poll", null, -2),
				new StackTraceElement("", "unknown", "", -1) };
		add(GroupKey.profile("mail", TaskStatus.RUNNING, "root", null, frames), 1);
		assertThat(read().samples().get(0).stack()).containsExactly(new PprofFile.Frame("com.acme.Native.poll", "", 0),
				new PprofFile.Frame("unknown", "", 0));
	}

	@Test
	void taskWithoutStackOrAgeIsCountedAndShown() throws Exception {
		add(GroupKey.profile("mail", TaskStatus.QUEUED, "root", null, new StackTraceElement[0]), 0);
		assertThat(read().samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.tasks()).isEqualTo(1);
			assertThat(sample.ageNanos()).isZero();
			assertThat(sample.stack()).containsExactly(NO_STACK);
		});
	}

	@Test
	void nothingIsAProfileToo() throws Exception {
		assertThat(read().samples()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("hostileTexts")
	void hostileTextsLeaveTheFileWhole(String text) throws Exception {
		StackTraceElement[] frames = { new StackTraceElement(text, text, text, Integer.MAX_VALUE) };
		add(GroupKey.profile(text, TaskStatus.RUNNING, text, null, frames), Long.MAX_VALUE);
		add(GroupKey.profile("tame", TaskStatus.RUNNING, "root", null, frames(1)), 1);
		PprofFile file = read();
		assertThat(file.tasks()).isEqualTo(2);
		assertThat(file.samples()).allSatisfy((sample) -> assertThat(sample.labels().values())
			.allSatisfy((label) -> assertThat(label).hasSizeLessThanOrEqualTo(6 * GroupKey.MAX_LABEL)));
		assertThat(file.samples()).allSatisfy((sample) -> assertThat(sample.stack())
			.allSatisfy((frame) -> assertThat(frame.function()).hasSizeLessThan(6 * 512 + 1)));
	}

	static String[] hostileTexts() {
		return new String[] { "", " ", "\u0000", "two\nlines\r\t", "\u001b[31mred", "\ud800", "\udc00\ud800",
				"\"} \\ {\"", "\u202Egpj.exe", "é漢😀", "a".repeat(10_000), "\u0001".repeat(10_000), "😀".repeat(5_000),
				"\ud83d".repeat(257), "other", "<script>alert(1)</script>" };
	}

	@Test
	void textsThatWereCutToTheSameAreOneSample() throws Exception {
		add(key("mail", "root/" + "a".repeat(3000) + "1", null, 1), 1);
		add(key("mail", "root/" + "a".repeat(3000) + "2", null, 1), 1);
		assertThat(read().samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.tasks()).isEqualTo(2);
			assertThat(sample.labels().get("scope")).hasSize(GroupKey.MAX_LABEL).startsWith("root/aaa").endsWith("…");
		});
	}

	@Test
	void deepStackKeepsItsInnermostFrames() throws Exception {
		StackTraceElement[] frames = new StackTraceElement[10_000];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = new StackTraceElement("com.acme.Deep", "call", "Deep.java", i);
		}
		add(GroupKey.profile("deep", TaskStatus.RUNNING, "root", null, frames), 1);
		assertThat(read().samples().get(0).stack()).hasSize(GroupKey.MAX_FRAMES)
			.first()
			.isEqualTo(new PprofFile.Frame("com.acme.Deep.call", "Deep.java", 0));
	}

	@Test
	void leastNumerousAreOneSampleThatSaysItHasNoStack() throws Exception {
		for (int i = 0; i < 5; i++) {
			for (int j = 0; j <= i; j++) {
				add(key("mail", "root", null, i), 10);
			}
		}
		Profile profile = profile(this.collector);
		assertThat(profile.tasks()).isEqualTo(15);
		assertThat(profile.other()).isEqualTo(3);
		PprofFile file = PprofFile.of(profile.toPprof());
		assertThat(file.samples()).extracting(PprofFile.Sample::tasks).containsExactly(5L, 4L, 3L, 3L);
		assertThat(file.samples()).last()
			.isEqualTo(new PprofFile.Sample(3, 30, Map.of("name", "other"), List.of(NO_STACK)));
	}

	@Test
	void tenThousandSamplesAtMostAndNoTaskLost() throws Exception {
		GroupCollector collector = new GroupCollector(Profile.MAX_SAMPLES);
		for (int i = 0; i < 50_000; i++) {
			add(collector, key("mail", "root", null, i), i);
			if (i % 100 == 0) {
				add(collector, key("page", "root", null, 0), 1);
			}
		}
		PprofFile file = PprofFile.of(profile(collector).toPprof());
		assertThat(file.samples()).hasSize(Profile.MAX_SAMPLES + 1);
		assertThat(file.tasks()).isEqualTo(50_500);
		assertThat(file.samples()).first()
			.satisfies((sample) -> assertThat(sample.labels()).containsEntry("name", "page"));
		assertThat(file.samples()).first().satisfies((sample) -> assertThat(sample.tasks()).isEqualTo(500));
		assertThat(file.samples().stream().mapToLong(PprofFile.Sample::ageNanos).sum())
			.isEqualTo(50_000L * 49_999 / 2 + 500);
	}

	@Test
	void sumOfAllAgesStaysANumberThatReadersCanHold() throws Exception {
		for (int line = 0; line < 3; line++) {
			add(key("mail", "root", null, line), Long.MAX_VALUE - 1);
		}
		assertThat(read().samples()).extracting(PprofFile.Sample::ageNanos).containsExactly(Long.MAX_VALUE - 1, 1L, 0L);
	}

	private void add(GroupKey key, long ageNanos) {
		add(this.collector, key, ageNanos);
	}

	private void add(GroupCollector collector, GroupKey key, long ageNanos) {
		collector.add(key, ++this.lastId, ageNanos, LaunchSite.UNKNOWN, List::of);
	}

	private static Profile profile(GroupCollector collector) {
		return new CollectedProfile(ProfileStack.THREAD, AT, collector);
	}

	private PprofFile read() throws IOException {
		return PprofFile.of(profile(this.collector).toPprof());
	}

	private static GroupKey key(String name, String scope, @Nullable LeakReason leak, int line) {
		return GroupKey.profile(name, TaskStatus.RUNNING, scope, leak, frames(line));
	}

	// New arrays and elements each time, as threads give them
	private static StackTraceElement[] frames(int line) {
		return new StackTraceElement[] { new StackTraceElement("com.acme.Mailer", "send", "Mailer.java", line),
				new StackTraceElement("com.acme.Main", "main", "Main.java", 1) };
	}

}
