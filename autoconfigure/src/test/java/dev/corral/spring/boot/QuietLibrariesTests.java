package dev.corral.spring.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.monitor.Panic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tasks that are cancelled, timed out, or fail with their scope while they are in calls
 * of what Spring services use: drivers, a connection pool and HTTP clients. No server
 * ever answers. {@code -Dcorral.quiet.tasks=10000} tries more.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(OutputCaptureExtension.class)
class QuietLibrariesTests {

	private static final int TASKS = Integer.getInteger("corral.quiet.tasks", 180);

	private static final Duration SOON = Duration.ofMillis(30);

	private static final String MEMORY = "jdbc:h2:mem:quiet;LOCK_TIMEOUT=600000";

	private final Queue<Panic> panics = new ConcurrentLinkedQueue<>();

	private final Corral corral = Corral
		.create(CorralConfig.defaults().withMaxLive(0).withRecoveryHandlers(List.of(this.panics::add)));

	/** Accepts connections in its backlog, and never says anything. */
	private ServerSocket mute;

	/** Has updated the row that tasks want to update. */
	private Connection holder;

	private HikariDataSource pool;

	@BeforeEach
	void open() throws IOException, SQLException {
		this.mute = new ServerSocket(0, 10_000, InetAddress.getLoopbackAddress());
		this.holder = DriverManager.getConnection(MEMORY);
		execute(this.holder, "create table account (id int primary key, balance int)");
		execute(this.holder, "insert into account values (1, 1)");
		execute(this.holder, "create alias pause for 'java.lang.Thread.sleep(long)'");
		this.holder.setAutoCommit(false);
		execute(this.holder, "update account set balance = 2");
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(MEMORY);
		config.setMaximumPoolSize(1);
		config.setConnectionTimeout(Duration.ofMinutes(10).toMillis());
		this.pool = new HikariDataSource(config);
	}

	@AfterEach
	void close() throws IOException, SQLException {
		this.corral.close();
		this.pool.close();
		this.holder.close();
		this.mute.close();
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private Map<String, TaskBody> bodies() {
		Map<String, TaskBody> bodies = new LinkedHashMap<>();
		bodies.put("h2-waits-for-a-row", () -> {
			try (Connection connection = DriverManager.getConnection(MEMORY)) {
				execute(connection, "update account set balance = 3");
			}
		});
		bodies.put("h2-calls-a-function", () -> {
			try (Connection connection = DriverManager.getConnection(MEMORY)) {
				execute(connection, "call pause(600000)");
			}
		});
		bodies.put("pool-waits-for-a-connection", () -> {
			try (Connection connection = this.pool.getConnection()) {
				connection.isValid(1);
			}
		});
		bodies.put("postgresql-connects", () -> {
			String url = "jdbc:postgresql://localhost:" + this.mute.getLocalPort() + "/quiet?user=a&password=b";
			DriverManager.getConnection(url).close();
		});
		bodies.put("rest-client-of-the-jdk", calling(new JdkClientHttpRequestFactory()));
		bodies.put("rest-client-of-url-connections", calling(new SimpleClientHttpRequestFactory()));
		return bodies;
	}

	private TaskBody calling(ClientHttpRequestFactory factory) {
		RestClient client = RestClient.builder().requestFactory(factory).build();
		URI uri = URI.create("http://localhost:" + this.mute.getLocalPort());
		return () -> client.get().uri(uri).retrieve().toBodilessEntity();
	}

	@Test
	void callsOfLibrariesThatAreEndedAreQuiet(CapturedOutput output) throws Exception {
		List<Task<?>> tasks = new ArrayList<>();
		try (Connection taken = this.pool.getConnection()) {
			assertThat(taken.isValid(1)).isTrue();
			List<Map.Entry<String, TaskBody>> bodies = List.copyOf(bodies().entrySet());
			for (int i = 0; i < TASKS; i++) {
				Map.Entry<String, TaskBody> body = bodies.get(i % bodies.size());
				tasks.add(launchToBeEnded(body.getKey(), body.getValue(), i / bodies.size() % 3));
			}
			for (Task<?> task : tasks) {
				task.awaitSettled(Duration.ofMinutes(5));
			}
		}
		assertThat(tasks).allMatch((task) -> task.status().isSettled());
		assertThat(this.panics).isEmpty();
		assertThat(this.corral.counts().panicked()).isZero();
		assertThat(output).doesNotContain(" ERROR ");
	}

	private Task<?> launchToBeEnded(String name, TaskBody body, int way) {
		CountDownLatch begun = new CountDownLatch(1);
		TaskBody noted = () -> {
			begun.countDown();
			body.run();
		};
		return switch (way) {
			case 0 -> this.corral.task(name).timeout(SOON).launch(noted);
			case 1 -> {
				Task<?> task = this.corral.task(name).launch(noted);
				this.corral.launch("cancels", () -> {
					begun.await();
					task.cancel("enough");
				});
				yield task;
			}
			default -> this.corral.launch("scope", () -> {
				try (CancellationScope scope = this.corral.openScope("fails")) {
					scope.task(name).launch(noted);
					scope.task("fails").expects(IOException.class).launch(() -> {
						begun.await();
						throw new IOException("planted");
					});
					assertThatException().isThrownBy(scope::join).withCauseInstanceOf(IOException.class);
				}
			});
		};
	}

}
