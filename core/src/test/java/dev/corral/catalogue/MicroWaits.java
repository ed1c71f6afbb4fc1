package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TransferQueue;

import dev.corral.TaskLauncher;

/** Micro cases of queues, counts and what is started and never stopped. */
final class MicroWaits {

	private static final int COPIES = 100;

	private static final int SENDERS = 5;

	private static final int WORKERS = 3;

	private MicroWaits() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("receive from a queue nobody has", Pattern.MICRO, ReceiveFromNobody::new,
						Leak.stuck("receiver", "receive")),
				Row.found("send to a queue nobody has", Pattern.MICRO, SendToNobody::new, Leak.stuck("sender", "send")),
				Row.found("a count that never comes", Pattern.MICRO, CountThatNeverComes::new,
						Leak.stuck("waiter", "await")),
				Row.found("five senders, one receive", Pattern.MICRO, FiveSenders::new,
						Leak.stuck("sender", "send").times(SENDERS - 1)),
				Row.found("timeout of the receiver first (100 copies)", Pattern.MICRO, TimeoutFirst::new,
						Leak.stuck("sender", "send").times(COPIES)),
				Row.found("queue never closed", Pattern.MICRO, QueueNeverClosed::new,
						Leak.stuck("worker", "work").times(WORKERS)),
				Row.found("start without stop", Pattern.MICRO, StartWithoutStop::new, Leak.stuck("service", "serve")));
	}

	/** Receives from a queue that nobody else has. */
	private static final class ReceiveFromNobody extends Kernel {

		ReceiveFromNobody(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			TransferQueue<String> queue = new LinkedTransferQueue<>();
			launcher.launch("receiver", () -> receive(queue));
			if (this.fixed) {
				launcher.launch("sender", () -> queue.put("mail"));
			}
		}

		private static void receive(TransferQueue<String> queue) throws InterruptedException {
			queue.take();
		}

	}

	/** Sends to a full queue that nobody else has. */
	private static final class SendToNobody extends Kernel {

		SendToNobody(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
			launcher.launch("sender", () -> {
				queue.put("first");
				send(queue);
			});
			if (this.fixed) {
				launcher.launch("receiver", queue::take);
			}
		}

		private static void send(BlockingQueue<String> queue) throws InterruptedException {
			queue.put("second");
		}

	}

	/** Waits for a count that nobody counts down. */
	private static final class CountThatNeverComes extends Kernel {

		private final CountDownLatch group = new CountDownLatch(1);

		CountThatNeverComes(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("waiter", this::await);
			launcher.launch("worker", () -> {
				if (this.fixed) {
					this.group.countDown();
				}
			});
		}

		private void await() throws InterruptedException {
			this.group.await();
		}

	}

	/** Five answer, and the first answer is all that is read. */
	private static final class FiveSenders extends Kernel {

		private final BlockingQueue<String> answers = this.fixed ? new ArrayBlockingQueue<>(SENDERS)
				: new SynchronousQueue<>();

		FiveSenders(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			for (int i = 0; i < SENDERS; i++) {
				launcher.launch("sender", this::send);
			}
			launcher.launch("receiver", this.answers::take);
		}

		private void send() throws InterruptedException {
			this.answers.put("answer");
		}

	}

	/** A receiver gives up before its sender sends, many times. */
	private static final class TimeoutFirst extends Kernel {

		TimeoutFirst(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			for (int i = 0; i < COPIES; i++) {
				BlockingQueue<String> answer = this.fixed ? new ArrayBlockingQueue<>(1) : new SynchronousQueue<>();
				CountDownLatch timedOut = new CountDownLatch(1);
				launcher.launch("receiver", () -> {
					if (answer.poll() == null) {
						timedOut.countDown();
					}
				});
				launcher.launch("sender", () -> send(answer, timedOut));
			}
		}

		private static void send(BlockingQueue<String> answer, CountDownLatch timedOut) throws InterruptedException {
			timedOut.await();
			answer.put("late");
		}

	}

	/** Workers go through a queue that nobody closes. */
	private static final class QueueNeverClosed extends Kernel {

		private static final int ITEMS = 10;

		private final Channel<String> items = Channel.buffered(ITEMS);

		QueueNeverClosed(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			for (int i = 0; i < WORKERS; i++) {
				launcher.launch("worker", this::work);
			}
			launcher.launch("producer", () -> {
				for (int i = 0; i < ITEMS; i++) {
					this.items.send("item");
				}
				if (this.fixed) {
					this.items.close();
				}
			});
		}

		private void work() throws InterruptedException {
			for (String item = this.items.receive(); item != null;) {
				item = this.items.receive();
			}
		}

	}

	/** A service is started by somebody who never stops it. */
	private static final class StartWithoutStop extends Kernel {

		StartWithoutStop(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("user", () -> {
				Service service = new Service();
				service.start(launcher);
				if (this.fixed) {
					service.stop();
				}
			});
		}

	}

	/** Serves until it is stopped. */
	private static final class Service {

		private final Channel<String> requests = Channel.unbuffered();

		private final Channel<String> stop = Channel.unbuffered();

		void start(TaskLauncher launcher) {
			launcher.launch("service", this::serve);
		}

		void stop() {
			this.stop.close();
		}

		private void serve() throws InterruptedException {
			for (int ready = 1; ready == 1;) {
				ready = Select.first(this.stop.receiving(), this.requests.receiving());
			}
		}

	}

}
