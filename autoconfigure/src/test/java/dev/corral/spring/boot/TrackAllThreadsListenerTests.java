package dev.corral.spring.boot;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationStartingEvent;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/** The property of the virtual machine follows that of the application, early enough. */
class TrackAllThreadsListenerTests {

	private static final String SYSTEM_PROPERTY = TrackAllThreadsListener.SYSTEM_PROPERTY;

	private @Nullable String before;

	@BeforeEach
	void remember() {
		this.before = System.getProperty(SYSTEM_PROPERTY);
		System.clearProperty(SYSTEM_PROPERTY);
	}

	@AfterEach
	void restore() {
		if (this.before != null) {
			System.setProperty(SYSTEM_PROPERTY, this.before);
		}
		else {
			System.clearProperty(SYSTEM_PROPERTY);
		}
	}

	private static void start(String... args) {
		SpringApplication application = new SpringApplication();
		new TrackAllThreadsListener()
			.onApplicationEvent(new ApplicationStartingEvent(new DefaultBootstrapContext(), application, args));
	}

	@Test
	void proofModeSetsIt() {
		start("--corral.leak.prove-unreachable=true");
		assertThat(System.getProperty(SYSTEM_PROPERTY)).isEqualTo("false");
	}

	@Test
	void itIsLeftAloneOtherwise() {
		start("--corral.leak.prove-unreachable=false");
		start("--corral.leak.prove-unreachable=perhaps");
		start();
		assertThat(System.getProperty(SYSTEM_PROPERTY)).isNull();
	}

	@Test
	void systemPropertyOfTheApplicationSetsIt() {
		System.setProperty("corral.leak.prove-unreachable", "true");
		try {
			start();
		}
		finally {
			System.clearProperty("corral.leak.prove-unreachable");
		}
		assertThat(System.getProperty(SYSTEM_PROPERTY)).isEqualTo("false");
	}

	@Test
	void whatWasSetStays() {
		System.setProperty(SYSTEM_PROPERTY, "true");
		start("--corral.leak.prove-unreachable=true");
		assertThat(System.getProperty(SYSTEM_PROPERTY)).isEqualTo("true");
	}

	@Test
	void everyApplicationRunsIt() {
		List<ApplicationListener<?>> all = new ArrayList<>(new SpringApplication().getListeners());
		assertThat(all).hasAtLeastOneElementOfType(TrackAllThreadsListener.class);
	}

}
