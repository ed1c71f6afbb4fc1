package dev.corral.benchmarks.peers;

import java.util.concurrent.CountDownLatch;

import com.softwaremill.jox.structured.Scopes;

import dev.corral.benchmarks.Work;

/**
 * Jox: a supervised scope for each batch, {@code forkUser}, which the scope waits for.
 */
public final class JoxPeer implements Peer {

	@Override
	public String name() {
		return "jox supervised scope";
	}

	@Override
	public Work launches(int batch) {
		return () -> Scopes.supervised((scope) -> {
			CountDownLatch done = new CountDownLatch(batch);
			for (int i = 0; i < batch; i++) {
				scope.forkUser(() -> {
					done.countDown();
					return batch;
				});
			}
			done.await();
			return (long) batch;
		});
	}

}
