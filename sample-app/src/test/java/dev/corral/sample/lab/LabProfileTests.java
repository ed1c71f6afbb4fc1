package dev.corral.sample.lab;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

import dev.corral.Corral;
import dev.corral.monitor.LeakReason;

import static org.assertj.core.api.Assertions.assertThat;

/** What a profile tells of leaks that stand. */
@TestPropertySource(properties = { "corral.leak.after=500ms", "corral.cancel-grace=200ms" })
class LabProfileTests extends LabOverHttp {

	@Autowired
	LabProfileTests(Corral corral, @Value("${local.server.port}") int port) {
		super(corral, port);
	}

	@Test
	void countsOfTheProfileAreThoseOfTheJson() throws Exception {
		startUntilFound("receive-without-send", "leak", LeakReason.STUCK);
		startUntilFound("latch-miscounted", "leak", LeakReason.STUCK);
		startUntilFound("select-all-blocked", "leak", LeakReason.STUCK);
		Map<String, Long> tasks = this.lab.tasks("");
		assertThat(tasks).containsKeys("receive-without-send STUCK", "latch-miscounted STUCK",
				"select-all-blocked STUCK");
		assertThat(ProfileCounts.of(this.lab.profile(""))).isEqualTo(tasks);
		assertThat(ProfileCounts.of(this.lab.profile("?since=launch"))).isEqualTo(tasks);
		assertThat(ProfileCounts.of(this.lab.profile("?type=leaked"))).isNotEmpty()
			.isEqualTo(this.lab.tasks("&leaked=true"));
	}

}
