package dev.corral.chaos.jvm;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.Corral;
import dev.corral.ScopeConfig;
import dev.corral.Task;
import dev.corral.TaskContext;
import dev.corral.TaskSpec;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.Registration;
import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;

/**
 * What one call is made on. It is prepared with plenty of stack, used at the end of the
 * stack, and cleared away with plenty of stack again.
 */
final class Subject {

	final Corral corral;

	/** Lets bodies that wait for it end. */
	final CountDownLatch gate = new CountDownLatch(1);

	/** Whether the call is made by a task, which ends with the scopes it has opened. */
	private final boolean inTask;

	private final Deque<AutoCloseable> opened = new ArrayDeque<>();

	/** What the call returned. */
	private volatile @Nullable Object result;

	private boolean detached;

	private volatile @Nullable Task<?> task;

	private @Nullable CancellationScope scope;

	private @Nullable ExecutorService executor;

	private @Nullable TaskSpec spec;

	private volatile @Nullable TaskContext context;

	private @Nullable Registration registration;

	private @Nullable TaskCursor cursor;

	private @Nullable TaskDumps dumps;

	private @Nullable Corral other;

	private long scopeId;

	Subject(Corral corral, boolean inTask) {
		this.corral = corral;
		this.inTask = inTask;
	}

	// A task that waits for the gate
	void parkedTask() {
		this.task = this.corral.launch("parked", this.gate::await);
	}

	void doneTask() throws InterruptedException {
		Task<String> done = this.corral.call("done", Calls.VALUE);
		done.join();
		this.task = done;
	}

	void failedTask() {
		Task<?> failed = this.corral.launch("failed", Calls.PANIC);
		Program.until(failed::isDone);
		this.task = failed;
	}

	// One that ends by itself while somebody waits for it
	void shortTask() {
		this.task = this.corral.launch("short", this::waitShortly);
	}

	private void waitShortly() throws InterruptedException {
		this.gate.await(100, TimeUnit.MICROSECONDS);
	}

	void runningTask() throws InterruptedException {
		CountDownLatch known = new CountDownLatch(1);
		this.task = this.corral.task("parked").timeout(Calls.HOUR).launch(() -> {
			this.context = TaskContext.current();
			known.countDown();
			this.gate.await();
		});
		if (!known.await(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("a task never began");
		}
	}

	void cancelledTask() throws InterruptedException {
		runningTask();
		task().cancel("prepared");
	}

	void spec(TaskSpec value) {
		this.spec = value;
	}

	void scope(ScopeConfig config) {
		CancellationScope made = this.corral.openScope("prepared", config);
		if (!this.inTask) {
			this.opened.push(made);
		}
		this.scope = made;
	}

	void scopeWithTasks() {
		scope(Calls.TIMED);
		scope().launch("in-scope", this.gate::await);
		scope().task("in-scope").timeout(Calls.HOUR).launch(this.gate::await);
	}

	// With everything that its end has to reach
	void scopeWithScopes() {
		scopeWithTasks();
		scope().openScope("nested", Calls.TIMED).launch("nested", this.gate::await);
		scope().onCancel(Calls.RUNNABLE);
		this.scopeId = this.corral.monitor()
			.scopes()
			.stream()
			.filter((seen) -> seen.path().endsWith("/prepared"))
			.max(Comparator.comparingLong(ScopeSnapshot::id))
			.orElseThrow()
			.id();
	}

	void scopeWithShortTasks() {
		scope(Calls.TIMED);
		scope().launch("short", this::waitShortly);
		scope().launch("short", this::waitShortly);
	}

	void cancelledScope() {
		scopeWithTasks();
		scope().cancel("prepared");
	}

	// The next scope that the call opens does not end with the task
	void detached() {
		this.detached = true;
	}

	void executor() {
		ExecutorService made = this.corral.openExecutor("executor");
		this.opened.push(() -> end(made));
		this.executor = made;
	}

	void executorWithTasks() {
		executor();
		executorService().execute(this::awaitGate);
		executorService().execute(this::awaitGate);
	}

	void executorThatEnds() {
		executor();
		executorService().execute(this::awaitGateShortly);
		executorService().shutdown();
	}

	void executorWithShortTask() {
		executor();
		executorService().execute(this::awaitGateShortly);
	}

	private void awaitGate() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void awaitGateShortly() {
		try {
			waitShortly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// Without a wait that has no limit
	private static void end(ExecutorService executor) throws InterruptedException {
		executor.shutdownNow();
		if (!executor.awaitTermination(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("an executor never terminated");
		}
	}

	void registration(Registration value) {
		this.registration = value;
	}

	void cursor() {
		parkedTask();
		TaskCursor made = this.corral.monitor().tasks(TaskFilter.all());
		this.opened.push(made);
		this.cursor = made;
	}

	void dumps() {
		parkedTask();
		this.dumps = this.corral.dumps();
	}

	// A launcher of its own, with something to end
	void otherLauncher() {
		Corral made = Corral.create(Afterwards.CONFIG.withShutdownTimeout(Calls.NONE));
		CancellationScope below = made.openScope("below", Calls.TIMED);
		below.launch("below", this.gate::await);
		Task<?> parked = made.task("parked").timeout(Calls.HOUR).launch(this.gate::await);
		this.opened.push(below);
		this.opened.push(() -> {
			made.close();
			if (!Program.until(parked::isDone)) {
				throw new IllegalStateException("a task goes on in a launcher that was closed twice");
			}
		});
		this.other = made;
	}

	void returned(@Nullable Object value) {
		this.result = value;
	}

	/**
	 * Clears away what was prepared and what the call returned. A task has closed its
	 * scopes by then.
	 * @throws Exception when something does not end
	 */
	void clear() throws Exception {
		Object value = this.result;
		boolean closedByTask = this.inTask && value instanceof CancellationScope && !this.detached;
		if (value instanceof ExecutorService service) {
			end(service);
		}
		else if (value instanceof AutoCloseable closeable && !closedByTask) {
			closeable.close();
		}
		else if (value instanceof Registration made) {
			made.unregister();
		}
		if (this.registration != null) {
			this.registration.unregister();
		}
		Corral launcher = this.other;
		if (launcher == null) {
			this.gate.countDown();
		}
		while (!this.opened.isEmpty()) {
			this.opened.pop().close();
		}
		this.gate.countDown();
	}

	Task<?> task() {
		return prepared(this.task);
	}

	CancellationScope scope() {
		return prepared(this.scope);
	}

	ExecutorService executorService() {
		return prepared(this.executor);
	}

	TaskSpec spec() {
		return prepared(this.spec);
	}

	TaskContext context() {
		return prepared(this.context);
	}

	Registration registration() {
		return prepared(this.registration);
	}

	TaskCursor taskCursor() {
		return prepared(this.cursor);
	}

	TaskDumps corralDumps() {
		return prepared(this.dumps);
	}

	Corral other() {
		return prepared(this.other);
	}

	long scopeId() {
		return this.scopeId;
	}

	private static <T> T prepared(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("the call was not prepared");
		}
		return value;
	}

}
