package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import dev.corral.TaskLauncher;

/** Kernels of channels and a context that is cancelled, or is not. */
final class ContextKernels {

	private ContextKernels() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("cockroach/10790", Pattern.CHANNEL_CONTEXT, Cockroach10790::new,
						Leak.stuck("drainer", "drain").times(2)),
				Row.found("cockroach/13197", Pattern.CHANNEL_CONTEXT, Cockroach13197::new,
						Leak.stuck("transaction", "awaitDone")),
				Row.found("cockroach/13755", Pattern.CHANNEL_CONTEXT, Cockroach13755::new,
						Leak.stuck("rows", "awaitDone")),
				Row.found("istio/18454", Pattern.CHANNEL_CONTEXT, Istio18454::new, Leak.stuck("worker", "stopTimer"),
						Leak.stuck("producer", "produce")));
	}

	/** After a cancel the channels are drained, but their senders have left as well. */
	private static final class Cockroach10790 extends Kernel {

		private final List<Channel<String>> commands = List.of(Channel.unbuffered(), Channel.unbuffered());

		private final Channel<String> cancelled = Channel.unbuffered();

		Cockroach10790(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			for (Channel<String> channel : this.commands) {
				launcher.launch("replica", () -> begin(launcher));
				launcher.launch("sender", () -> awaitCancel(channel));
			}
			launcher.launch("canceller", this.cancelled::close);
		}

		private void begin(TaskLauncher launcher) throws InterruptedException {
			for (Channel<String> channel : this.commands) {
				if (Select.first(channel.receiving(), this.cancelled.receiving()) == 1) {
					launcher.launch("drainer", this::drain);
					return;
				}
			}
		}

		private void awaitCancel(Channel<String> channel) throws InterruptedException {
			this.cancelled.receive();
			if (this.fixed) {
				channel.close();
			}
		}

		private void drain() throws InterruptedException {
			for (Channel<String> channel : this.commands) {
				channel.receive();
			}
		}

	}

	/** A transaction is neither rolled back nor cancelled. */
	private static final class Cockroach13197 extends Kernel {

		private final CountDownLatch cancelled = new CountDownLatch(1);

		Cockroach13197(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> {
				launcher.launch("transaction", this::awaitDone);
				if (this.fixed) {
					this.cancelled.countDown();
				}
			});
		}

		private void awaitDone() throws InterruptedException {
			this.cancelled.await();
		}

	}

	/** The rows of a query are not closed. */
	private static final class Cockroach13755 extends Kernel {

		Cockroach13755(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("parent", () -> {
				QueryRows rows = new QueryRows(launcher);
				if (this.fixed) {
					rows.close();
				}
			});
		}

	}

	/** What a query returned; a helper waits for its close. */
	private static final class QueryRows {

		private final CompletableFuture<String> closed = new CompletableFuture<>();

		QueryRows(TaskLauncher launcher) {
			CompletableFuture<String> end = this.closed;
			launcher.launch("rows", () -> awaitDone(end));
		}

		private static void awaitDone(CompletableFuture<String> end) throws Exception {
			end.get();
		}

		void close() {
			this.closed.complete("closed");
		}

	}

	/** A timer that has rung is drained again when it is reset. */
	private static final class Istio18454 extends Kernel {

		private static final int RESETS = 3;

		private final Channel<String> resets = Channel.buffered(1);

		private final Channel<String> timer = Channel.buffered(1);

		private final CountDownLatch rung = new CountDownLatch(1);

		Istio18454(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("worker", this::loop);
			launcher.launch("producer", this::produce);
		}

		private void loop() throws InterruptedException {
			this.timer.send("tick");
			for (int handled = 0; handled < RESETS;) {
				if (Select.first(this.resets.receiving(), this.timer.receiving()) == 1) {
					this.rung.countDown();
				}
				else {
					stopTimer();
					handled++;
				}
			}
		}

		private void stopTimer() throws InterruptedException {
			if (this.fixed) {
				Select.now(this.timer.receiving());
			}
			else {
				this.timer.receive();
			}
		}

		private void produce() throws InterruptedException {
			this.rung.await();
			for (int i = 0; i < RESETS; i++) {
				this.resets.send("reset");
			}
		}

	}

}
