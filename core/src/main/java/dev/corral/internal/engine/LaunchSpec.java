package dev.corral.internal.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.LateValueBody;
import dev.corral.LateValueHandler;
import dev.corral.RecoveryHandler;
import dev.corral.RestartPolicy;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.SupervisedTask;
import dev.corral.internal.task.TaskOptions;
import dev.corral.internal.util.Check;

/** Describes a task of a launcher before its launch. */
final class LaunchSpec implements TaskSpec {

	private final Launcher launcher;

	private final @Nullable Scope scope;

	private final String name;

	private final TaskOptions options;

	/** Of the name, from the first launch on: later launches need not look them up. */
	private volatile @Nullable NameStats stats;

	LaunchSpec(Launcher launcher, @Nullable Scope scope, String name, TaskOptions options) {
		this.launcher = launcher;
		this.scope = scope;
		this.name = name;
		this.options = options;
	}

	@Override
	public TaskSpec timeout(Duration timeout) {
		return with(this.options.withTimeout(Check.positive("timeout", timeout)));
	}

	@Override
	public TaskSpec noTimeout() {
		return with(this.options.withTimeout(Duration.ZERO));
	}

	@Override
	public TaskSpec recoverWith(RecoveryHandler handler) {
		return with(this.options.withHandler(Check.notNull("handler", handler)));
	}

	@Override
	public TaskSpec leakAfter(Duration age) {
		return with(this.options.withLeakAfter(Check.positive("leakAfter", age)));
	}

	@Override
	public TaskSpec restart(RestartPolicy policy) {
		return with(this.options.withRestart(Check.notNull("restart", policy)));
	}

	@Override
	public TaskSpec expects(Class<? extends Throwable> type) {
		return with(this.options.withExpected(Check.throwableType("type", type)));
	}

	@Override
	public TaskSpec longRunning() {
		return with(this.options.asLongRunning());
	}

	@Override
	public TaskSpec onPlatformThread() {
		return with(this.options.onPlatform());
	}

	@Override
	@CanIgnoreReturnValue
	public Task<@Nullable Void> launch(TaskBody body) {
		return launchWith(RunBody.of(body));
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Task<T> call(Callable<T> body) {
		return launchWith(body);
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Task<T> call(Callable<T> body, LateValueHandler<? super T> onLateValue) {
		return launchWith(new LateValueBody<>(body, onLateValue));
	}

	@Override
	@CanIgnoreReturnValue
	public Optional<Task<@Nullable Void>> tryLaunch(TaskBody body) {
		SupervisedTask<@Nullable Void> task = tryLaunchWith(RunBody.of(body));
		return Optional.ofNullable(task);
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Optional<Task<T>> tryCall(Callable<T> body) {
		SupervisedTask<T> task = tryLaunchWith(body);
		return Optional.ofNullable(task);
	}

	@Override
	@CanIgnoreReturnValue
	public <T extends @Nullable Object> Optional<Task<T>> tryCall(Callable<T> body,
			LateValueHandler<? super T> onLateValue) {
		SupervisedTask<T> task = tryLaunchWith(new LateValueBody<>(body, onLateValue));
		return Optional.ofNullable(task);
	}

	private <T extends @Nullable Object> SupervisedTask<T> launchWith(@Nullable Object body) {
		SupervisedTask<T> task = this.launcher.launch(this.scope, this.name, this.stats, Check.notNull("body", body),
				this.options);
		remember(task);
		return task;
	}

	private <T extends @Nullable Object> @Nullable SupervisedTask<T> tryLaunchWith(@Nullable Object body) {
		SupervisedTask<T> task = this.launcher.tryLaunch(this.scope, this.name, this.stats, Check.notNull("body", body),
				this.options);
		if (task != null) {
			remember(task);
		}
		return task;
	}

	private void remember(SupervisedTask<?> task) {
		if (this.stats == null) {
			this.stats = task.counters.stats;
		}
	}

	private TaskSpec with(TaskOptions value) {
		return new LaunchSpec(this.launcher, this.scope, this.name, value);
	}

}
