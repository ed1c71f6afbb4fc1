package dev.corral.spring.boot.testing;

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.monitor.ThreadSnapshot;
import dev.corral.spring.boot.CorralAutoConfiguration;

/** Runs in a JVM of its own: leaks one task and prints how many leaks were proved. */
public final class ProofProgram {

	private static final int TRIES = 10;

	private ProofProgram() {
	}

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("corral.shutdown-timeout", "0s"));
		try (ConfigurableApplicationContext context = application.run(args)) {
			Corral corral = context.getBean(Corral.class);
			leak(corral);
			System.out.println("proved " + proved(corral));
		}
	}

	// Under heavy load one second may not be enough
	private static long proved(Corral corral) {
		for (int i = 0; i < TRIES && corral.counts().unreachable() == 0; i++) {
			corral.monitor().proveUnreachable();
		}
		return corral.counts().unreachable();
	}

	// In a method of its own, whose frame does not hold the task when proofs are asked
	// for
	private static void leak(Corral corral) {
		Task<?> task = corral.launch("leaky", () -> new CountDownLatch(1).await());
		while (!corral.monitor().find(task.id()).map((found) -> isParked(found.thread())).orElse(false)) {
			Thread.onSpinWait();
		}
	}

	private static boolean isParked(@Nullable ThreadSnapshot thread) {
		return thread != null && thread.state() == Thread.State.WAITING;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(CorralAutoConfiguration.class)
	static class Application {

	}

}
