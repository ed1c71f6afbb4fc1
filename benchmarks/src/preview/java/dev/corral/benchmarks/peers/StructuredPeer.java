package dev.corral.benchmarks.peers;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;

import dev.corral.benchmarks.Work;

/** The JDK's structured concurrency: a scope for each batch, fork and join. */
public final class StructuredPeer implements Peer {

	@Override
	public String name() {
		return Peers.STRUCTURED;
	}

	@Override
	public Work launches(int batch) {
		return () -> {
			CountDownLatch done = new CountDownLatch(batch);
			Runnable body = done::countDown;
			try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open()) {
				for (int i = 0; i < batch; i++) {
					scope.fork(body);
				}
				scope.join();
			}
			return batch;
		};
	}

}
