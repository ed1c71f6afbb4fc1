package dev.corral;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Describes a task before its launch. Immutable: every method returns a new description,
 * so one may be kept and launched often.
 */
@CheckReturnValue
public final class TaskSpec {

	private final Launcher launcher;

	private final @Nullable Scope scope;

	private final String name;

	private final TaskOptions options;

	TaskSpec(Launcher launcher, @Nullable Scope scope, String name, TaskOptions options) {
		this.launcher = launcher;
		this.scope = scope;
		this.name = name;
		this.options = options;
	}

	/**
	 * Sets how long the task may run, counted from its start.
	 * @param timeout a positive duration
	 * @return the new description
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	public TaskSpec timeout(Duration timeout) {
		return with(this.options.withTimeout(Check.positive("timeout", timeout)));
	}

	/**
	 * Lets the task run without limit, whatever the launcher's default.
	 * @return the new description
	 */
	public TaskSpec noTimeout() {
		return with(this.options.withTimeout(Duration.ZERO));
	}

	/**
	 * Sets who is told of this task's panic, instead of the launcher's handlers.
	 * @param handler the handler
	 * @return the new description
	 * @throws IllegalArgumentException when it is null
	 */
	public TaskSpec recoverWith(RecoveryHandler handler) {
		return with(this.options.withHandler(Check.notNull("handler", handler)));
	}

	/**
	 * Sets the age from which the task is watched for leaks.
	 * @param age a positive duration
	 * @return the new description
	 * @throws IllegalArgumentException when it is null, zero or negative
	 */
	public TaskSpec leakAfter(Duration age) {
		return with(this.options.withLeakAfter(Check.positive("leakAfter", age)));
	}

	/**
	 * Sets whether the body is run again when it panics.
	 * @param policy how often, and after which wait
	 * @return the new description
	 * @throws IllegalArgumentException when it is null
	 */
	public TaskSpec restart(RestartPolicy policy) {
		return with(this.options.withRestart(Check.notNull("restart", policy)));
	}

	/**
	 * Says that the task is meant to live long: age and idle waiting are no suspicion.
	 * @return the new description
	 */
	public TaskSpec longRunning() {
		return with(this.options.asLongRunning());
	}

	/**
	 * Runs the task on a platform thread: for computing, which would hold a carrier.
	 * @return the new description
	 */
	public TaskSpec onPlatformThread() {
		return with(this.options.onPlatform());
	}

	/**
	 * Launches it with a body that returns nothing.
	 * @param body what it does
	 * @return its handle, which may be ignored
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed or full
	 */
	@CanIgnoreReturnValue
	public Task<@Nullable Void> launch(TaskBody body) {
		return this.launcher.launch(this.scope, this.name, Check.notNull("body", body), this.options);
	}

	/**
	 * Launches it with a body that returns a value.
	 * @param <T> what the body returns
	 * @param body what it does
	 * @return its handle
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed or full
	 */
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Task<T> call(Callable<T> body) {
		return this.launcher.launch(this.scope, this.name, Check.notNull("body", body), this.options);
	}

	/**
	 * Launches it when there is room for it now; never waits.
	 * @param body what it does
	 * @return its handle, empty when a limit is reached
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	@CanIgnoreReturnValue
	public Optional<Task<@Nullable Void>> tryLaunch(TaskBody body) {
		SupervisedTask<@Nullable Void> task = this.launcher.tryLaunch(this.scope, this.name,
				Check.notNull("body", body), this.options);
		return Optional.ofNullable(task);
	}

	/**
	 * Launches it when there is room for it now; never waits.
	 * @param <T> what the body returns
	 * @param body what it does
	 * @return its handle, empty when a limit is reached
	 * @throws IllegalArgumentException when {@code body} is null
	 * @throws RejectedExecutionException when the launcher is closed
	 */
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Optional<Task<T>> tryCall(Callable<T> body) {
		return Optional
			.ofNullable(this.launcher.tryLaunch(this.scope, this.name, Check.notNull("body", body), this.options));
	}

	private TaskSpec with(TaskOptions value) {
		return new TaskSpec(this.launcher, this.scope, this.name, value);
	}

}
