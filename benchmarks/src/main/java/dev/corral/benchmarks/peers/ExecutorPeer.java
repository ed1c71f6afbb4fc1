package dev.corral.benchmarks.peers;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.corral.benchmarks.Work;

/** The JDK's executor of virtual threads. */
public final class ExecutorPeer implements Peer {

	/** Its name. */
	public static final String NAME = "virtual thread executor";

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public Work launches(int batch) {
		ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
		return FutureBatches.of(batch, executor::submit);
	}

}
