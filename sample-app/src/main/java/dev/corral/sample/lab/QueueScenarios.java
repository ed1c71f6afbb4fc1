package dev.corral.sample.lab;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;

import dev.corral.CancellationScope;
import dev.corral.TaskLauncher;

/** Tasks that wait for the other end of a queue. */
final class QueueScenarios {

	private QueueScenarios() {
	}

	/** Takes from a queue into which nobody puts; fixed, somebody does. */
	static final class ReceiveWithoutSend implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			BlockingQueue<String> mails = new LinkedBlockingQueue<>();
			return List.of(tasks.launch(name, () -> mails.take()).id());
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			BlockingQueue<String> mails = new LinkedBlockingQueue<>();
			long id = tasks.launch(name, () -> mails.take()).id();
			mails.add("hello");
			return List.of(id);
		}

		// A generator that ends without a word leaves its reader waiting
		static List<Long> range(TaskLauncher tasks, String name) {
			BlockingQueue<Optional<Integer>> numbers = new LinkedBlockingQueue<>();
			long generator = tasks.launch(name, () -> generate(numbers)).id();
			long reader = tasks.launch(name, () -> readAll(numbers)).id();
			return List.of(generator, reader);
		}

		static List<Long> closed(TaskLauncher tasks, String name) {
			BlockingQueue<Optional<Integer>> numbers = new LinkedBlockingQueue<>();
			long generator = tasks.launch(name, () -> {
				try {
					generate(numbers);
				}
				finally {
					numbers.add(Optional.empty());
				}
			}).id();
			long reader = tasks.launch(name, () -> readAll(numbers)).id();
			return List.of(generator, reader);
		}

		private static void generate(BlockingQueue<Optional<Integer>> numbers) throws InterruptedException {
			for (int i = 0; i < 3; i++) {
				numbers.put(Optional.of(i));
			}
		}

		private static void readAll(BlockingQueue<Optional<Integer>> numbers) throws InterruptedException {
			Optional<Integer> number = numbers.take();
			while (number.isPresent()) {
				number = numbers.take();
			}
		}

	}

	/** Hands over to a caller that has gone; fixed, the caller says so by a scope. */
	static final class SendWithoutReceive implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			SynchronousQueue<Integer> numbers = new SynchronousQueue<>();
			long generator = tasks.launch(name, () -> generate(numbers)).id();
			long caller = tasks.launch(name, () -> numbers.take()).id();
			return List.of(generator, caller);
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			SynchronousQueue<Integer> numbers = new SynchronousQueue<>();
			long caller = tasks.launch(name, () -> {
				try (CancellationScope generators = tasks.openScope(name)) {
					generators.launch(name, () -> generate(numbers));
					generators.launch(name, () -> generate(numbers));
					numbers.take();
				}
			}).id();
			return List.of(caller);
		}

		private static void generate(SynchronousQueue<Integer> numbers) throws InterruptedException {
			for (int i = 0; i < 3; i++) {
				numbers.put(i);
			}
		}

	}

	/** Waits for a reader or for quit, and hears of neither; fixed, a scope ends it. */
	static final class SelectAllBlocked implements Scenario {

		private static final int READ = 10;

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			Fibonacci numbers = new Fibonacci();
			long generator = tasks.launch(name, numbers::generate).id();
			long reader = tasks.launch(name, () -> numbers.read(READ)).id();
			return List.of(generator, reader);
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			Fibonacci numbers = new Fibonacci();
			long reader = tasks.launch(name, () -> {
				try (CancellationScope scope = tasks.openScope(name)) {
					scope.launch(name, numbers::generate);
					numbers.read(READ);
				}
			}).id();
			return List.of(reader);
		}

		static List<Long> quit(TaskLauncher tasks, String name) {
			Fibonacci numbers = new Fibonacci();
			long generator = tasks.launch(name, numbers::generate).id();
			long reader = tasks.launch(name, () -> {
				try {
					numbers.read(READ);
				}
				finally {
					numbers.quit();
				}
			}).id();
			return List.of(generator, reader);
		}

	}

	/** Waits on a future nobody holds; fixed, somebody completes it. */
	static final class NeverInitialised implements Scenario {

		@Override
		public List<Long> leak(TaskLauncher tasks, String name) {
			CompletableFuture<String> channel = new CompletableFuture<>();
			return List.of(tasks.launch(name, () -> channel.get()).id());
		}

		@Override
		public List<Long> fixed(TaskLauncher tasks, String name) {
			CompletableFuture<String> channel = new CompletableFuture<>();
			long id = tasks.launch(name, () -> channel.get()).id();
			channel.complete("hello");
			return List.of(id);
		}

	}

}
