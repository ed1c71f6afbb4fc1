package dev.corral.chaos.jvm;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.corral.Task;
import dev.corral.TaskSpec;

/**
 * A body that holds a carrier until it is released or, unless it is deaf, interrupted.
 */
final class Spinner {

	private final boolean deaf;

	/** Awaited before it spins, unless it is deaf. */
	private final CountDownLatch begin;

	private volatile @Nullable Task<?> task;

	private volatile boolean spinning;

	private volatile boolean released;

	/** In milliseconds from the start of the body, zero until it was. */
	volatile long interruptedAfter;

	Spinner(boolean deaf, CountDownLatch begin) {
		this.deaf = deaf;
		this.begin = begin;
	}

	boolean tryLaunch(TaskSpec spec) {
		this.task = spec.tryLaunch(this::spin).orElse(null);
		return this.task != null;
	}

	Task<?> task() {
		return Objects.requireNonNull(this.task, "a body that spins was never launched");
	}

	private void spin() {
		long begun = System.nanoTime();
		boolean interrupted = false;
		try {
			if (!this.deaf) {
				interrupted = !this.begin.await(1, TimeUnit.HOURS);
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		this.spinning = true;
		while (!this.released && !interrupted) {
			interrupted = Thread.interrupted() && !this.deaf;
		}
		this.interruptedAfter = interrupted ? Math.max(1, Program.millisSince(begun)) : 0;
	}

	boolean isSpinning() {
		return this.spinning;
	}

	void release() {
		this.released = true;
	}

	@Override
	public String toString() {
		return this.deaf ? "deaf" : "interrupted after " + this.interruptedAfter + " ms";
	}

}
