package dev.corral;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.corral.snapshot.Counts;
import dev.corral.time.Backend;
import dev.corral.time.SystemBackend;

/**
 * The root launcher, and the read side for endpoints and meters. Thread-safe. Close it to
 * end its tasks and its threads.
 */
public final class Corral implements TaskLauncher, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger("dev.corral");

	private final Launcher launcher;

	private Corral(Launcher launcher) {
		this.launcher = launcher;
	}

	/**
	 * Makes a launcher with the defaults.
	 * @return a launcher, open
	 */
	public static Corral create() {
		return create(CorralConfig.defaults());
	}

	/**
	 * Makes a launcher.
	 * @param config how it behaves
	 * @return a launcher, open
	 */
	public static Corral create(CorralConfig config) {
		return create(config, SystemBackend.INSTANCE);
	}

	static Corral create(CorralConfig config, Backend backend) {
		return new Corral(new Launcher(Check.notNull("config", config), backend));
	}

	@Override
	@CanIgnoreReturnValue
	public Task<@Nullable Void> launch(String name, TaskBody body) {
		return this.launcher.launch(null, Check.name(name), Check.notNull("body", body), TaskOptions.DEFAULTS);
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Task<T> call(String name, Callable<T> body) {
		return this.launcher.launch(null, Check.name(name), Check.notNull("body", body), TaskOptions.DEFAULTS);
	}

	@Override
	public TaskSpec task(String name) {
		return new TaskSpec(this.launcher, null, Check.name(name), TaskOptions.DEFAULTS);
	}

	@Override
	public CancellationScope openScope(String name) {
		return openScope(name, ScopeConfig.failFast());
	}

	@Override
	public CancellationScope openScope(String name, ScopeConfig config) {
		return Scope.open(this.launcher, Check.name(name), Check.notNull("config", config), null);
	}

	/**
	 * How many scopes are open.
	 * @return the number of this moment, without the root
	 */
	public int openScopes() {
		return this.launcher.openScopes();
	}

	/**
	 * The books of all tasks.
	 * @return the sums over all names
	 */
	public Counts counts() {
		return this.launcher.registry().counts();
	}

	/**
	 * The books by task name; names above the limit stand together under {@code other}.
	 * @return a map of this moment
	 */
	public SortedMap<String, Counts> countsByName() {
		return this.launcher.registry().countsByName();
	}

	/**
	 * Finds a task that has not settled.
	 * @param id its id
	 * @return its handle, empty when there is none
	 */
	public Optional<Task<?>> find(long id) {
		return live().stream().filter((task) -> task.id() == id).findFirst();
	}

	/**
	 * Cancels a task.
	 * @param id its id
	 * @param reason why
	 * @return whether this call decided its outcome
	 */
	@CanIgnoreReturnValue
	public boolean cancel(long id, String reason) {
		return find(id).map((task) -> task.cancel(reason)).orElse(false);
	}

	/**
	 * Refuses new launches, lets tasks end by themselves for the shutdown timeout,
	 * cancels the rest, waits the cancel grace, logs what is left and returns.
	 * Idempotent; when interrupted it stops waiting and keeps the flag.
	 */
	@Override
	public void close() {
		if (!this.launcher.refuse()) {
			return;
		}
		try {
			CorralConfig config = this.launcher.config();
			if (!drained(config.shutdownTimeout())) {
				live().forEach((task) -> task.cancel("launcher is closing"));
				if (!drained(config.cancelGrace())) {
					logger.warn("{} tasks ignored the shutdown: {}", live().size(),
							live().stream().limit(100).map(Object::toString).toList());
				}
			}
		}
		finally {
			this.launcher.deadlines().stop();
			this.launcher.teller().stop();
		}
	}

	private boolean drained(Duration limit) {
		try {
			return this.launcher.awaitDrained(limit);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private List<Task<?>> live() {
		return List.copyOf(this.launcher.registry().tasks());
	}

	Launcher launcher() {
		return this.launcher;
	}

}
