package dev.corral.spring.boot.context;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.LocaleContextThreadLocalAccessor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import dev.corral.ContextCarrier;
import dev.corral.RecoveryHandler;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskLauncher;
import dev.corral.spring.boot.CorralAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class ContextCarriersTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final String TENANT_KEY = "tenant";

	private final ThreadLocal<String> tenant = new ThreadLocal<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(CorralAutoConfiguration.class, ContextCarriersAutoConfiguration.class));

	@AfterEach
	void nothingIsLeftOnThisThread() {
		MDC.clear();
		LocaleContextHolder.resetLocaleContext();
		this.tenant.remove();
		ContextRegistry.getInstance().removeThreadLocalAccessor(TENANT_KEY);
		ContextRegistry.getInstance().removeThreadLocalAccessor(LocaleContextThreadLocalAccessor.KEY);
	}

	@Test
	void mdcIsSeenByBodyAndHandlerAndClearedAfterAPanic() {
		MDC.put("request", "r-17");
		assertThat(seenByAPanickingTask(() -> MDC.get("request"))).containsExactly("body r-17", "handler r-17",
				"after null");
	}

	@Test
	void localeIsSeenByBodyAndHandlerAndClearedAfterAPanic() {
		LocaleContextHolder.setLocale(Locale.CANADA_FRENCH);
		assertThat(seenByAPanickingTask(ContextCarriersTests::boundLocale)).containsExactly("body fr_CA",
				"handler fr_CA", "after null");
	}

	@Test
	void registeredThreadLocalIsSeenByBodyAndHandlerAndClearedAfterAPanic() {
		register(ContextRegistry.getInstance());
		this.tenant.set("acme");
		assertThat(seenByAPanickingTask(this.tenant::get)).containsExactly("body acme", "handler acme", "after null");
	}

	@Test
	void observationOfTheLaunchIsTheCurrentOneOfTheBody() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler((context) -> true);
		Observation request = Observation.start("request", observations);
		try (Observation.Scope scope = request.openScope()) {
			assertThat(scope.getCurrentObservation()).isSameAs(request);
			this.runner.run((context) -> assertThat(context.getBean(TaskLauncher.class)
				.<@Nullable Observation>call("task", observations::getCurrentObservation)
				.join()).isSameAs(request));
		}
		request.stop();
	}

	@Test
	void everythingIsClearedAfterABodyThatReturns() {
		register(ContextRegistry.getInstance());
		this.tenant.set("acme");
		MDC.put("request", "r-17");
		LocaleContextHolder.setLocale(Locale.CANADA_FRENCH);
		Look look = () -> this.tenant.get() + " " + MDC.get("request") + " " + boundLocale();
		assertThat(seen(this.runner, look, () -> {
		})).containsExactly("body acme r-17 fr_CA", "after null null null");
	}

	@Test
	void localeIsThatOfTheLaunchWhateverItsContextSaysLater() {
		AtomicReference<Locale> request = new AtomicReference<>(Locale.CANADA_FRENCH);
		LocaleContextHolder.setLocaleContext(request::get);
		assertThat(localeSeenWhen(() -> request.set(Locale.JAPAN))).isEqualTo("fr_CA");
	}

	@Test
	void localeIsThatOfTheLaunchAlsoWhenItsThreadLocalIsRegistered() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new LocaleContextThreadLocalAccessor());
		AtomicReference<Locale> request = new AtomicReference<>(Locale.CANADA_FRENCH);
		LocaleContextHolder.setLocaleContext(request::get);
		assertThat(localeSeenWhen(() -> request.set(Locale.JAPAN))).isEqualTo("fr_CA");
	}

	@Test
	void localeIsClearedAlsoWhenItsThreadLocalIsRegistered() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new LocaleContextThreadLocalAccessor());
		LocaleContextHolder.setLocale(Locale.CANADA_FRENCH);
		assertThat(seenByAPanickingTask(ContextCarriersTests::boundLocale)).endsWith("after null");
	}

	@Test
	void timeZoneGoesWithTheLocale() {
		TimeZone zone = TimeZone.getTimeZone("Asia/Tokyo");
		LocaleContextHolder.setLocale(Locale.CANADA_FRENCH);
		LocaleContextHolder.setTimeZone(zone);
		this.runner.run((context) -> {
			TaskLauncher launcher = context.getBean(TaskLauncher.class);
			assertThat(launcher.call("where", LocaleContextHolder::getTimeZone).join()).isEqualTo(zone);
			assertThat(launcher.call("what", LocaleContextHolder::getLocale).join()).isEqualTo(Locale.CANADA_FRENCH);
		});
	}

	@Test
	void nothingBoundIsNothingToCarry() {
		register(ContextRegistry.getInstance());
		this.runner.run((context) -> assertThat(context.getBeansOfType(ContextCarrier.class).values()).hasSize(3)
			.allSatisfy((carrier) -> assertThat(carrier.capture()).isNull()));
	}

	@Test
	void carriersOfTheUserAreTakenInTheirOrderAndAfterTheDefaults() {
		MDC.put("request", "r-17");
		this.runner.withUserConfiguration(Noting.class).run((context) -> {
			settled(context.getBean(TaskLauncher.class).launch("task", () -> {
			}));
			assertThat(context.getBean(Noting.class).calls).containsExactly("restore first under r-17",
					"restore second under r-17", "clear second under r-17", "clear first under r-17");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mdcContextCarrier", "localeContextCarrier", "contextSnapshotCarrier" })
	void defaultBacksOffForABeanOfItsName(String name) {
		ContextCarrier own = () -> null;
		this.runner.withBean(name, ContextCarrier.class, () -> own).run((context) -> {
			assertThat(context.getBean(name)).isSameAs(own);
			assertThat(context.getBeansOfType(ContextCarrier.class)).containsOnlyKeys("mdcContextCarrier",
					"localeContextCarrier", "contextSnapshotCarrier");
		});
	}

	@Test
	void snapshotFactoryOfTheUserIsTaken() {
		ContextRegistry registry = new ContextRegistry();
		register(registry);
		this.tenant.set("acme");
		ContextSnapshotFactory factory = ContextSnapshotFactory.builder().contextRegistry(registry).build();
		assertThat(seen(this.runner.withBean(ContextSnapshotFactory.class, () -> factory), this.tenant::get, () -> {
		})).containsExactly("body acme", "after null");
	}

	@Test
	void mdcIsCarriedWithoutContextPropagation() {
		MDC.put("request", "r-17");
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.context")).run((context) -> {
			assertThat(context).doesNotHaveBean("contextSnapshotCarrier").hasBean("localeContextCarrier");
			assertThat(context.getBean(TaskLauncher.class).call("task", () -> MDC.get("request")).join())
				.isEqualTo("r-17");
		});
	}

	private void register(ContextRegistry registry) {
		registry.registerThreadLocalAccessor(TENANT_KEY, this.tenant);
	}

	private static @Nullable String boundLocale() {
		LocaleContext bound = LocaleContextHolder.getLocaleContext();
		return (bound != null) ? String.valueOf(bound.getLocale()) : null;
	}

	private static void settled(Task<?> task) throws InterruptedException {
		assertThat(task.awaitSettled(LONG)).isTrue();
	}

	private List<String> seenByAPanickingTask(Look look) {
		return seen(this.runner, look, () -> {
			throw new IllegalStateException("planted");
		});
	}

	// What a look shows to the body, to the handler, and to the thread after all
	private static List<String> seen(ApplicationContextRunner runner, Look look, TaskBody body) {
		List<String> seen = new CopyOnWriteArrayList<>();
		runner.withBean(Witness.class, () -> new Witness(look, seen))
			.withBean(RecoveryHandler.class, () -> (panic) -> seen.add("handler " + look.now()))
			.run((context) -> settled(context.getBean(TaskLauncher.class).launch("task", () -> {
				seen.add("body " + look.now());
				body.run();
			})));
		return seen;
	}

	// The locale a body sees that runs only after something happened
	private @Nullable String localeSeenWhen(Runnable happens) {
		AtomicReference<@Nullable String> seen = new AtomicReference<>();
		this.runner.run((context) -> {
			CountDownLatch happened = new CountDownLatch(1);
			Task<?> task = context.getBean(TaskLauncher.class).launch("task", () -> {
				happened.await();
				seen.set(boundLocale());
			});
			happens.run();
			happened.countDown();
			settled(task);
		});
		return seen.get();
	}

	/** Looks at what is bound to the calling thread. */
	private interface Look {

		@Nullable String now();

	}

	/** Binds nothing, and looks after the others have cleared: the first is the last. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	private record Witness(Look look, List<String> seen) implements ContextCarrier {

		@Override
		public Context capture() {
			return () -> () -> this.seen.add("after " + this.look.now());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Noting {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		ContextCarrier second() {
			return noting("second");
		}

		@Bean
		@Order(0)
		ContextCarrier first() {
			return noting("first");
		}

		private ContextCarrier noting(String name) {
			return () -> () -> {
				this.calls.add("restore " + name + " under " + MDC.get("request"));
				return () -> this.calls.add("clear " + name + " under " + MDC.get("request"));
			};
		}

	}

}
