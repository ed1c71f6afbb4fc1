package dev.corral.benchmarks.peers;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import dev.corral.benchmarks.Work;

/** Spring's executor with virtual threads, by {@code submitCompletable}. */
public final class SpringPeer implements Peer {

	@Override
	public String name() {
		return "Spring SimpleAsyncTaskExecutor";
	}

	@Override
	public Work launches(int batch) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("peer-");
		executor.setVirtualThreads(true);
		return FutureBatches.of(batch, executor::submitCompletable);
	}

}
