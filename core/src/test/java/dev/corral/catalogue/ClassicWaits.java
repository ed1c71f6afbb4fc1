package dev.corral.catalogue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;

import dev.corral.TaskLauncher;

/** The classic cases of tasks that wait for what never comes. */
final class ClassicWaits {

	private ClassicWaits() {
	}

	static List<Row> rows() {
		return List.of(
				Row.found("receive-without-send", Pattern.CLASSIC, ReceiveWithoutSend::new,
						Leak.stuck("receiver", "receive")),
				Row.found("send-without-receive", Pattern.CLASSIC, SendWithoutReceive::new,
						Leak.stuck("generator", "generate")),
				Row.found("select-all-blocked", Pattern.CLASSIC, SelectAllBlocked::new,
						Leak.stuck("fibonacci", "generate")),
				Row.found("never-initialised", Pattern.CLASSIC, NeverInitialised::new, Leak.stuck("waiter", "await")),
				Row.found("latch-miscounted", Pattern.CLASSIC, LatchMiscounted::new, Leak.stuck("waiter", "await")));
	}

	/** A task takes from a queue into which nobody ever puts. */
	private static final class ReceiveWithoutSend extends Kernel {

		private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

		ReceiveWithoutSend(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("receiver", this::receive);
			if (this.fixed) {
				launcher.launch("sender", () -> this.queue.put("mail"));
			}
		}

		private void receive() throws InterruptedException {
			this.queue.take();
		}

	}

	/** A generator puts into a hand-over queue whose reader takes one and leaves. */
	private static final class SendWithoutReceive extends Kernel {

		private final BlockingQueue<Integer> numbers = new SynchronousQueue<>();

		SendWithoutReceive(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("generator", this::generate);
			launcher.launch("reader", this.numbers::take);
		}

		private void generate() throws InterruptedException {
			int last = this.fixed ? 1 : Integer.MAX_VALUE;
			for (int number = 0; number < last; number++) {
				this.numbers.put(number);
			}
		}

	}

	/** A generator waits for a reader or for quit, and neither comes any more. */
	private static final class SelectAllBlocked extends Kernel {

		private final Channel<Integer> numbers = Channel.unbuffered();

		private final Channel<Integer> quit = Channel.unbuffered();

		SelectAllBlocked(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("fibonacci", this::generate);
			launcher.launch("reader", this::read);
		}

		private void generate() throws InterruptedException {
			int number = 0;
			int next = 1;
			while (Select.first(this.numbers.sending(number), this.quit.receiving()) == 0) {
				int sum = number + next;
				number = next;
				next = sum;
			}
		}

		private void read() throws InterruptedException {
			for (int i = 0; i < 10; i++) {
				this.numbers.receive();
			}
			if (this.fixed) {
				this.quit.close();
			}
		}

	}

	/** A task waits on a future that nobody holds. */
	private static final class NeverInitialised extends Kernel {

		NeverInitialised(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			CompletableFuture<String> answer = new CompletableFuture<>();
			launcher.launch("waiter", () -> await(answer));
			if (this.fixed) {
				launcher.launch("answerer", () -> answer.complete("here"));
			}
		}

		private static void await(CompletableFuture<String> answer) throws Exception {
			answer.get();
		}

	}

	/** A latch of four is counted down three times. */
	private static final class LatchMiscounted extends Kernel {

		private final CountDownLatch latch = new CountDownLatch(4);

		LatchMiscounted(boolean fixed) {
			super(fixed);
		}

		@Override
		void start(TaskLauncher launcher) {
			launcher.launch("waiter", this::await);
			for (int i = 0; i < (this.fixed ? 4 : 3); i++) {
				launcher.launch("counter", this.latch::countDown);
			}
		}

		private void await() throws InterruptedException {
			this.latch.await();
		}

	}

}
