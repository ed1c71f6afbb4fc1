package dev.corral.benchmarks.peers;

import java.time.Duration;
import java.util.concurrent.Executors;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Timeout;

import dev.corral.benchmarks.Work;

/** Failsafe's timeout policy on virtual threads. */
public final class FailsafePeer implements TimeoutPeer {

	@Override
	public String name() {
		return "Failsafe Timeout";
	}

	@Override
	public Work timed(int batch) {
		return launches(batch, Failsafe.with(Timeout.of(Duration.ofSeconds(30))));
	}

	@Override
	public Work plain(int batch) {
		return launches(batch, Failsafe.none());
	}

	private static Work launches(int batch, FailsafeExecutor<Object> policies) {
		FailsafeExecutor<Object> executor = policies.with(Executors.newVirtualThreadPerTaskExecutor());
		return FutureBatches.of(batch, (body) -> executor.runAsync(body::run));
	}

}
