package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.corral.TaskLauncher;

/** Kernels in which a select, or a close, forgets somebody. */
final class SelectKernels {

	private SelectKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/2448", Pattern.CHANNEL, Cockroach2448::new, Leak.stuck("storage", "callBack"),
						Leak.stuck("raft", "sendEvent")),
				Row.found("cockroach/25456", Pattern.CHANNEL, Cockroach25456::new, Leak.stuck("checker", "check")),
				Row.found("etcd/6857", Pattern.CHANNEL, Etcd6857::new, Leak.stuck("caller", "status")),
				Row.found("grpc/660", Pattern.CHANNEL, Grpc660::new, Leak.stuck("child", "report")),
				Row.found("grpc/1424", Pattern.CHANNEL, Grpc1424::new, Leak.stuck("balancer", "awaitDone")),
				Row.found("kubernetes/38669", Pattern.CHANNEL, Kubernetes38669::new, Leak.stuck("watcher", "process")));
	}

	/** Each sends to the other, and neither reads while it sends. */
	private static final class Cockroach2448 extends Kernel {

		private static final int EVENTS = 2;

		private final Channel<String> events = Channel.unbuffered();

		private final Channel<String> callbacks = this.fixed ? Channel.buffered(EVENTS) : Channel.unbuffered();

		private final Channel<String> stopper = Channel.unbuffered();

		Cockroach2448(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("storage", () -> {
				for (int i = 0; i < EVENTS; i++) {
					this.events.receive();
					callBack();
				}
			});
			launcher.launch("raft", () -> {
				for (int i = 0; i < EVENTS; i++) {
					sendEvent();
				}
				for (int i = 0; i < EVENTS; i++) {
					this.callbacks.receive();
				}
			});
		}

		private void callBack() throws InterruptedException {
			Select.first(this.callbacks.sending("applied"), this.stopper.receiving());
		}

		private void sendEvent() throws InterruptedException {
			Select.first(this.events.sending("membership"), this.stopper.receiving());
		}

	}

	/** Waits for a request to be quiet, which never comes. */
	private static final class Cockroach25456 extends Kernel {

		private final Channel<String> quiesce = Channel.unbuffered();

		Cockroach25456(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("checker", this::check);
			if (this.fixed) {
				launcher.launch("stopper", this.quiesce::close);
			}
		}

		private void check() throws InterruptedException {
			this.quiesce.receive();
		}

	}

	/** Asks a loop that has ended, without watching for its end. */
	private static final class Etcd6857 extends Kernel {

		private final Channel<String> requests = Channel.unbuffered();

		private final Channel<String> stop = Channel.unbuffered();

		private final Channel<String> done = Channel.unbuffered();

		private final CountDownLatch ended = new CountDownLatch(1);

		Etcd6857(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("node", this::loop);
			launcher.launch("caller", () -> {
				this.stop.send("now");
				this.ended.await();
				status();
			});
		}

		private void loop() throws InterruptedException {
			while (true) {
				if (Select.first(this.requests.receiving(), this.stop.receiving()) == 1) {
					this.done.close();
					this.ended.countDown();
					return;
				}
			}
		}

		private void status() throws InterruptedException {
			if (this.fixed) {
				Select.first(this.requests.sending("status"), this.done.receiving());
			}
			else {
				this.requests.send("status");
			}
		}

	}

	/** The parent leaves by its stop, and the child's report finds nobody. */
	private static final class Grpc660 extends Kernel {

		private final Channel<String> stop = Channel.unbuffered();

		private final Channel<String> done = this.fixed ? Channel.buffered(1) : Channel.unbuffered();

		private final CountDownLatch stopped = new CountDownLatch(1);

		Grpc660(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> benchmark(launcher));
			launcher.launch("stopper", this.stop::close);
		}

		private void benchmark(TaskLauncher launcher) throws InterruptedException {
			while (true) {
				launcher.launch("child", this::report);
				if (Select.first(this.stop.receiving(), this.done.receiving()) == 0) {
					this.stopped.countDown();
					return;
				}
			}
		}

		private void report() throws InterruptedException {
			this.stopped.await();
			this.done.send("done");
		}

	}

	/** A watcher returns without closing what another waits for. */
	private static final class Grpc1424 extends Kernel {

		private final Channel<String> notify = Channel.unbuffered();

		private final Channel<String> done = Channel.unbuffered();

		Grpc1424(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("balancer", this::awaitDone);
			launcher.launch("watcher", this::watch);
			launcher.launch("closer", this.notify::close);
		}

		private void awaitDone() throws InterruptedException {
			this.done.receive();
		}

		private void watch() throws InterruptedException {
			while (true) {
				if (this.notify.receive() == null) {
					if (this.fixed) {
						this.done.close();
					}
					return;
				}
			}
		}

	}

	/** Stopping closes the input, but the first results are read by nobody. */
	private static final class Kubernetes38669 extends Kernel {

		private static final List<String> INITIAL = List.of("added", "modified");

		private final Channel<String> input = Channel.unbuffered();

		private final Channel<String> result = this.fixed ? Channel.buffered(INITIAL.size()) : Channel.unbuffered();

		Kubernetes38669(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("watcher", this::process);
			launcher.launch("stopper", this.input::close);
		}

		private void process() throws InterruptedException {
			for (String event : INITIAL) {
				this.result.send(event);
			}
			for (String event = this.input.receive(); event != null; event = this.input.receive()) {
				this.result.send(event);
			}
		}

	}

}
