package dev.corral.testing;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.SystemBackend;

/** Another outside, the real one by default, for tests that change a part of it. */
public class DelegatingBackend implements Backend {

	private final Backend outside;

	public DelegatingBackend() {
		this(SystemBackend.INSTANCE);
	}

	public DelegatingBackend(Backend outside) {
		this.outside = outside;
	}

	@Override
	public long nanoTime() {
		return this.outside.nanoTime();
	}

	@Override
	public long clockTick() {
		return this.outside.clockTick();
	}

	@Override
	public Instant now() {
		return this.outside.now();
	}

	@Override
	public Thread newTaskThread(String name, boolean platform, Runnable body) {
		return this.outside.newTaskThread(name, platform, body);
	}

	@Override
	public Thread newCallThread(String name, Runnable call) {
		return this.outside.newCallThread(name, call);
	}

	@Override
	public Thread startDaemon(String name, Runnable body) {
		return this.outside.startDaemon(name, body);
	}

	@Override
	public void park(Object blocker, long nanos) {
		this.outside.park(blocker, nanos);
	}

	@Override
	public void unpark(Thread thread) {
		this.outside.unpark(thread);
	}

	@Override
	public StackTraceElement[] stackOf(Thread thread) {
		return this.outside.stackOf(thread);
	}

	@Override
	public @Nullable String proofObstacle() {
		return this.outside.proofObstacle();
	}

}
