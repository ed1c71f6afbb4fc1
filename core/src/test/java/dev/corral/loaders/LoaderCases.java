package dev.corral.loaders;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import org.jspecify.annotations.Nullable;

import dev.corral.LaunchSiteMode;

/**
 * A program that uses launchers of class loaders of their own, and prints for each case
 * whether the loader was collected afterwards. In a virtual machine that keeps no soft
 * references: the JDK refers to classes of records by such.
 */
final class LoaderCases {

	/** What it prints after the name of a case. */
	static final String COLLECTED = " collected";

	static final String WORKER = "a thread with a handler of its own has launched, and goes on";

	private static final String BODIES = Bodies.class.getName();

	/** Helper threads of a closed launcher may go on for seconds. */
	private static final Duration LIMIT = Duration.ofSeconds(30);

	private LoaderCases() {
	}

	public static void main(String[] args) throws Exception {
		for (LaunchSiteMode mode : LaunchSiteMode.values()) {
			for (Body body : Body.values()) {
				Object[] bodies = body.make();
				try {
					print(closed(mode, body), ofAClosedLauncher(mode, bodies));
				}
				finally {
					Reference.reachabilityFence(bodies);
				}
			}
			WeakReference<ClassLoader> ofABody = ofABodyOfAnOpenLauncher(mode);
			print(open(mode), ofABody);
		}
		CountDownLatch end = new CountDownLatch(1);
		print(WORKER, ofAWorkerThatGoesOn(end));
		end.countDown();
		System.exit(0);
	}

	static String closed(LaunchSiteMode mode, Body body) {
		return "launcher that is closed, " + mode + ", " + body;
	}

	static String open(LaunchSiteMode mode) {
		return "body of a launcher that is open, " + mode;
	}

	private static void print(String name, WeakReference<ClassLoader> loader) {
		System.out.println(name + (isCollected(loader) ? COLLECTED : " kept"));
	}

	private static boolean isCollected(WeakReference<ClassLoader> loader) {
		long start = System.nanoTime();
		while (!loader.refersTo(null)) {
			System.gc();
			if (System.nanoTime() - start > LIMIT.toNanos()) {
				return false;
			}
		}
		return true;
	}

	private static boolean isOfTheEngine(String name) {
		return name.startsWith("dev.corral.") && !isBody(name);
	}

	private static boolean isBody(String name) {
		return name.startsWith(BODIES);
	}

	private static WeakReference<ClassLoader> ofAClosedLauncher(LaunchSiteMode mode, Object[] bodies)
			throws ReflectiveOperationException {
		OwnLoader loader = new OwnLoader(LoaderCases::isOfTheEngine);
		program(loader, mode, bodies).run();
		return new WeakReference<>(loader);
	}

	private static Runnable program(OwnLoader loader, LaunchSiteMode mode, Object[] bodies)
			throws ReflectiveOperationException {
		Runnable nothing = () -> {
		};
		return Class.forName(LauncherProgram.class.getName(), true, loader)
			.asSubclass(Runnable.class)
			.getConstructor(String.class, Object[].class, Runnable.class)
			.newInstance(mode.name(), bodies, nothing);
	}

	// Returns when the body's loader was collected, or the time is up
	private static WeakReference<ClassLoader> ofABodyOfAnOpenLauncher(LaunchSiteMode mode)
			throws ReflectiveOperationException {
		List<Object> bodies = new ArrayList<>(List.of(bodyOfItsOwnLoader()));
		WeakReference<ClassLoader> loader = new WeakReference<>(bodies.get(0).getClass().getClassLoader());
		List<Boolean> collected = new ArrayList<>();
		new LauncherProgram(mode.name(), new Object[] { bodies.remove(0) }, () -> collected.add(isCollected(loader)))
			.run();
		return collected.get(0) ? loader : new WeakReference<>(LoaderCases.class.getClassLoader());
	}

	static Object bodyOfItsOwnLoader() {
		try {
			return Class.forName(BODIES, true, new OwnLoader(LoaderCases::isBody)).getConstructor().newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static WeakReference<ClassLoader> ofAWorkerThatGoesOn(CountDownLatch end) throws Exception {
		OwnLoader loader = new OwnLoader(LoaderCases::isOfTheEngine);
		Worker work = new Worker(program(loader, LaunchSiteMode.CACHED, new Object[] { new Bodies() }), end);
		Thread worker = Thread.ofPlatform().daemon().uncaughtExceptionHandler((thread, thrown) -> {
		}).start(work);
		work.closed.await();
		if (!worker.isAlive()) {
			throw new IllegalStateException("the thread has ended");
		}
		return new WeakReference<>(loader);
	}

	/** What is launched. */
	enum Body {

		/** An object whose class a parent of the engine's loader has loaded. */
		PARENT_CLASS,

		/** Lambdas there, whose classes the virtual machine makes. */
		PARENT_LAMBDA,

		JDK_CLASS,

		/** One of a loader that is neither the engine's nor above it. */
		THIRD_LOADER;

		private Object[] make() {
			return switch (this) {
				case PARENT_CLASS -> new Object[] { new Bodies() };
				case PARENT_LAMBDA -> new Object[] { Bodies.calledLambda(), Bodies.runLambda() };
				case JDK_CLASS -> new Object[] { new FutureTask<>(Bodies.calledLambda()) };
				case THIRD_LOADER -> new Object[] { bodyOfItsOwnLoader() };
			};
		}

	}

	/** Runs a program, clears its reference to it, and waits. */
	private static final class Worker implements Runnable {

		private @Nullable Runnable program;

		private final CountDownLatch end;

		private final CountDownLatch closed = new CountDownLatch(1);

		private Worker(Runnable program, CountDownLatch end) {
			this.program = program;
			this.end = end;
		}

		@Override
		public void run() {
			runProgram();
			this.closed.countDown();
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void runProgram() {
			Runnable taken = this.program;
			this.program = null;
			if (taken != null) {
				taken.run();
			}
		}

	}

}
