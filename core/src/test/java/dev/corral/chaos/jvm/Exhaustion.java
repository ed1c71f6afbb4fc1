package dev.corral.chaos.jvm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskSpec;

/** Makes one call at the end of the stack, in one place, at many depths. */
final class Exhaustion {

	/** A depth at which nothing overflows. */
	static final int PLENTY = 2500;

	/** How many depths are tried between two looks. */
	private static final int AT_ONCE = 50;

	/** How many frames from the end the last of few depths lies. */
	private static final int FARTHEST = 1500;

	private static final Duration LIMIT = Program.PATIENCE.multipliedBy(2);

	private final Corral corral;

	private final Call call;

	private final Place place;

	private final List<String> faults = new CopyOnWriteArrayList<>();

	Exhaustion(Corral corral, Call call, Place place) {
		this.corral = corral;
		this.call = call;
		this.place = place;
	}

	/**
	 * Chooses depths: many are tried one by one; of few, half are next to the end and the
	 * others reach as far.
	 * @param count how many
	 * @return frames from the end, ascending
	 */
	static int[] depths(int count) {
		int[] depths = new int[count];
		int near = (count < FARTHEST) ? count / 2 : count;
		for (int i = 0; i < count; i++) {
			depths[i] = (i < near) ? i : near + (i - near) * (FARTHEST - near) / (count - near);
		}
		return depths;
	}

	/**
	 * Makes the call at each depth and looks at the launcher in between.
	 * @param depths frames from the end
	 * @return what does not hold
	 */
	List<String> run(int... depths) {
		if (!virtualThreadsRun()) {
			return List.of("was not tried, since an earlier fault holds every carrier");
		}
		for (int from = 0; from < depths.length && this.faults.isEmpty(); from += AT_ONCE) {
			int to = Math.min(depths.length, from + AT_ONCE);
			int first = from;
			runInPlace(() -> {
				for (int i = first; i < to && this.faults.isEmpty(); i++) {
					callAt(depths[i]);
				}
			});
			if (this.faults.isEmpty()) {
				String where = " after depths " + depths[first] + " to " + depths[to - 1];
				Afterwards.unrest(this.corral)
					.ifPresent((left) -> this.faults.add("something is left" + where + ": " + left));
			}
			lookAtATimeout(depths[to - 1]);
		}
		return this.faults;
	}

	private static boolean virtualThreadsRun() {
		Thread plain = Thread.startVirtualThread(() -> {
		});
		return Program.until(() -> !plain.isAlive());
	}

	private void runInPlace(Runnable tries) {
		Runnable guarded = () -> {
			try {
				tries.run();
			}
			catch (Throwable ex) {
				this.faults.add("a try failed with " + Program.text(ex));
			}
		};
		Thread thread = (this.place == Place.VIRTUAL_THREAD) ? Thread.ofVirtual().start(guarded)
				: Thread.ofPlatform().daemon().start(guarded);
		if (!Program.until(() -> !thread.isAlive(), LIMIT)) {
			this.faults.add("a call hangs: " + List.of(thread.getStackTrace()).stream().limit(12).toList());
		}
	}

	private void callAt(int depth) {
		Subject subject = new Subject(this.corral, this.place.isTask());
		try {
			if (this.place.isTask()) {
				inTask(depth, subject);
			}
			else {
				this.call.preparation().on(subject);
				judge(depth, StackEnd.call(depth, this.call.act(), subject));
			}
			subject.clear();
		}
		catch (Throwable ex) {
			subject.gate.countDown();
			this.faults.add("at depth " + depth + " the rest failed with " + Program.text(ex));
		}
	}

	private void inTask(int depth, Subject subject) throws Exception {
		TaskSpec spec = this.corral.task("exhausts");
		Task<?> task = ((this.place == Place.PLATFORM_TASK) ? spec.onPlatformThread() : spec).launch(() -> {
			this.call.preparation().on(subject);
			@Nullable Throwable thrown = StackEnd.call(depth, this.call.act(), subject);
			judge(depth, thrown);
			if (thrown instanceof Error error) {
				throw error;
			}
		});
		if (!Program.until(() -> task.status().isSettled())) {
			this.faults.add("at depth " + depth + " the task whose body overflowed is " + task.status());
		}
	}

	private void judge(int depth, @Nullable Throwable thrown) {
		boolean mayOverflow = depth < PLENTY || isFromYield(thrown);
		if (thrown != null && !(mayOverflow && isOverflow(thrown)) && !this.call.expects(thrown)) {
			this.faults.add("at depth " + depth + " the call threw " + Program.text(thrown));
		}
	}

	// To unmount a virtual thread takes stack for every frame that is on it
	private static boolean isFromYield(@Nullable Throwable thrown) {
		return thrown != null && thrown.getStackTrace().length > 0
				&& thrown.getStackTrace()[0].getMethodName().equals("doYield");
	}

	// The virtual machine may wrap it when it happens while something is linked
	private static boolean isOverflow(Throwable thrown) {
		@Nullable Throwable cause = thrown;
		for (int i = 0; cause != null && i < 10; i++) {
			if (cause instanceof StackOverflowError) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	private void lookAtATimeout(int depth) {
		if (!this.faults.isEmpty()) {
			return;
		}
		try {
			Task<?> task = this.corral.task("times-out").timeout(Duration.ofMillis(1)).launch(Afterwards.FOR_EVER);
			if (!Program.until(() -> task.status().isSettled())) {
				this.faults.add("after depth " + depth + " a timeout did not fire, its task is " + task.status());
				task.cancel("checked");
			}
		}
		catch (Throwable ex) {
			this.faults.add("after depth " + depth + " a launch failed with " + Program.text(ex));
		}
	}

}
