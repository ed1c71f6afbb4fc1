package dev.corral.spring.boot.endpoint;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.spring.boot.testing.OverHttp;
import dev.corral.spring.boot.testing.ResponseForm;
import dev.corral.spring.boot.testing.SlowReader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients that do not read can hold up: four dumps, and of each no more than fits
 * into buffers. The tasks that are written are counted.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Import(SlowReaders.Counting.class)
@TestPropertySource(properties = "management.endpoints.jackson.isolated-json-mapper=false")
abstract class SlowReaders extends OverHttp {

	private static final String ALL = "?limit=all&stack=false";

	private static final int TASKS = 2000;

	/** Far more in all than the buffers between server and client hold. */
	private static final String PADDING = "x".repeat(50_000);

	private final AtomicInteger written;

	private final List<SlowReader> readers = new ArrayList<>();

	private Task<?> task;

	SlowReaders(Corral corral, int port, AtomicInteger written) throws InterruptedException {
		super(corral, port);
		this.written = written;
		this.task = running("first");
	}

	@BeforeEach
	void launchMany() throws InterruptedException {
		for (int i = 1; i < TASKS; i++) {
			this.task = this.corral.launch("parked", this.release::await);
		}
		this.written.set(0);
	}

	@AfterEach
	void goAway() throws IOException {
		for (SlowReader reader : this.readers) {
			reader.close();
		}
		this.readers.clear();
	}

	// Tries again while permits have not been released yet
	private void fill() throws IOException {
		while (this.readers.size() < DumpPermits.AT_ONCE) {
			SlowReader reader = new SlowReader(this.port, ALL, "application/json");
			if (reader.isServed()) {
				this.readers.add(reader);
			}
			else {
				reader.close();
				Thread.onSpinWait();
			}
		}
	}

	private void assertFull() throws Exception {
		HttpResponse<String> json = get("?limit=1", "application/json");
		assertThat(json.statusCode()).isEqualTo(429);
		ResponseForm.MANY.check(json);
		HttpResponse<String> text = get("?view=grouped", "text/plain");
		assertThat(text.statusCode()).isEqualTo(429);
		ResponseForm.MANY_TEXT.check(text);
		assertThat(get("?view=scopes", "*/*").statusCode()).isEqualTo(429);
	}

	@Test
	void aDumpTooManyIsRefusedAndTheRestOfTheEndpointAnswers() throws Exception {
		fill();
		assertFull();
		assertThat(get("?limit=0", "*/*").statusCode()).isEqualTo(400);
		assertThat(get("/" + this.task.id(), "*/*").statusCode()).isEqualTo(200);
		assertThat(get("/" + this.task.id(), "text/plain").statusCode()).isEqualTo(200);
	}

	@Test
	void dumpsOfClientsThatDisconnectEndAndReleaseTheirPermits() throws Exception {
		fill();
		assertFull();
		goAway();
		fill();
		assertFull();
		goAway();
		while (get("?limit=1", "*/*").statusCode() != 200) {
			Thread.onSpinWait();
		}
		assertThat(this.written.get()).as("tasks written for eight unread responses")
			.isBetween(1, 2 * DumpPermits.AT_ONCE * TASKS / 4);
	}

	@Test
	void oneClientThatGoesAwayMakesRoomForOne() throws Exception {
		fill();
		this.readers.remove(0).close();
		fill();
		assertFull();
	}

	/** Writes more of a task than there is, and counts. */
	@TestConfiguration(proxyBeanMethods = false)
	static class Counting {

		@Bean
		AtomicInteger written() {
			return new AtomicInteger();
		}

		@Bean
		EndpointJsonMapper countingEndpointJsonMapper(AtomicInteger written) {
			SimpleModule module = new SimpleModule().addSerializer(JsonBodies.Task.class, new ValueSerializer<>() {

				@Override
				public void serialize(JsonBodies.Task task, JsonGenerator json, SerializationContext context) {
					written.incrementAndGet();
					json.writeStartObject();
					json.writeNumberProperty("id", task.id());
					json.writeStringProperty("padding", PADDING);
					json.writeEndObject();
				}

			});
			JsonMapper mapper = JsonMapper.builder().addModule(module).build();
			return () -> mapper;
		}

	}

}
