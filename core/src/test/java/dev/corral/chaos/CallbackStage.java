package dev.corral.chaos;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.ContextCarrier;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskBody;
import dev.corral.TaskSpec;
import dev.corral.event.TaskEvent;

/** A launcher in which one callback of the task named "hostile" does one hostile act. */
final class CallbackStage {

	static final String NAME = "hostile";

	private final Chaos chaos;

	private final CallbackSite site;

	private final HostileAct act;

	private final AtomicBoolean acted = new AtomicBoolean();

	private final CountDownLatch called = new CountDownLatch(1);

	private final CountDownLatch returned = new CountDownLatch(1);

	private final CountDownLatch go = new CountDownLatch(1);

	private final CountDownLatch attached = new CountDownLatch(1);

	private final Corral corral;

	private final CancellationScope scope;

	private volatile @Nullable Task<?> task;

	private volatile boolean launching;

	private volatile int launched;

	CallbackStage(Chaos chaos, CallbackSite site, HostileAct act) {
		this.chaos = chaos;
		this.site = site;
		this.act = act;
		this.corral = chaos.open((config) -> config
			.withRecoveryHandlers(List.of((panic) -> at(CallbackSite.LAUNCHER_HANDLER, panic.name(), panic.id())))
			.withListeners(List.of(this::on))
			.withContextCarriers(List.of(this::capture)));
		this.corral.monitor().recordDurations((name, outcome, nanos) -> at(CallbackSite.DURATION_RECORDER, name, 0));
		this.corral.monitor().onName((name) -> at(CallbackSite.NAME_LISTENER, name, 0));
		this.scope = this.corral.openScope("hostile", ScopeConfig.supervise());
	}

	// Called by every callback; only the one under test acts, and only once
	void at(CallbackSite where, String name, long id) {
		if (where != this.site || !name.equals(NAME) || !this.acted.compareAndSet(false, true)) {
			return;
		}
		this.called.countDown();
		try {
			this.act.act(this, id);
		}
		catch (Exception ex) {
			throw ThrowableCases.<RuntimeException>sneaky(ex);
		}
		finally {
			this.returned.countDown();
		}
	}

	private void on(TaskEvent event) {
		switch (event) {
			case TaskEvent.Started started -> at(CallbackSite.LISTENER_OF_STARTED, event.name(), started.id());
			case TaskEvent.Ended ended -> at(CallbackSite.LISTENER_OF_ENDED, event.name(), ended.id());
			case TaskEvent.Panicked panicked ->
				at(CallbackSite.LISTENER_OF_PANICKED, event.name(), panicked.panic().task());
			case TaskEvent.Restarting restarting ->
				at(CallbackSite.LISTENER_OF_RESTARTING, event.name(), restarting.id());
			case TaskEvent.GaveUp last -> at(CallbackSite.LISTENER_OF_GAVE_UP, event.name(), last.id());
			case TaskEvent.Rejected rejected -> at(CallbackSite.LISTENER_OF_REJECTED, rejected.name(), 0);
			case TaskEvent.LeakFound found ->
				at(CallbackSite.LISTENER_OF_LEAK_FOUND, event.name(), found.leak().task());
			case TaskEvent.LeakEnded ended ->
				at(CallbackSite.LISTENER_OF_LEAK_ENDED, event.name(), ended.leak().task());
			default -> {
			}
		}
	}

	private ContextCarrier.@Nullable Context capture() {
		if (!this.launching) {
			return null;
		}
		at(CallbackSite.CONTEXT_CAPTURE, NAME, 0);
		return () -> {
			at(CallbackSite.CONTEXT_RESTORE, NAME, 0);
			return () -> at(CallbackSite.CONTEXT_CLEAR, NAME, 0);
		};
	}

	TaskSpec spec() {
		return this.scope.task(NAME);
	}

	@CanIgnoreReturnValue
	Task<?> launch(TaskBody body) {
		return launch(spec(), body);
	}

	@CanIgnoreReturnValue
	Task<?> launch(TaskSpec spec, TaskBody body) {
		this.launching = true;
		try {
			Task<?> launchedTask = spec.launch(body);
			this.task = launchedTask;
			return launchedTask;
		}
		finally {
			this.launching = false;
			this.go.countDown();
		}
	}

	TaskBody failing() {
		return () -> {
			this.go.await();
			throw new IllegalStateException("planted");
		};
	}

	// A callback may run before the launch has returned the handle
	Task<?> awaitTask() throws InterruptedException {
		Await.until("the hostile task is launched", () -> this.task != null);
		return Objects.requireNonNull(this.task);
	}

	void awaitCalled() throws InterruptedException {
		Await.until("the callback is called", this.called);
	}

	void awaitReturned() throws InterruptedException {
		Await.until("the callback returns", this.returned);
	}

	void launched(int value) {
		this.launched = value;
	}

	boolean hasLaunched() {
		return this.launched == 1;
	}

	Chaos chaos() {
		return this.chaos;
	}

	Corral corral() {
		return this.corral;
	}

	CancellationScope scope() {
		return this.scope;
	}

	CountDownLatch go() {
		return this.go;
	}

	CountDownLatch attached() {
		return this.attached;
	}

}
