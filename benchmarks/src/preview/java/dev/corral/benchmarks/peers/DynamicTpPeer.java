package dev.corral.benchmarks.peers;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.dromara.dynamictp.core.executor.DtpExecutor;

import dev.corral.benchmarks.Work;

/**
 * The executor of dynamic-tp: a pool of as many platform threads as there are cores, with
 * an unbounded queue. A task that blocks keeps one of them.
 */
public final class DynamicTpPeer implements Peer {

	@Override
	public String name() {
		return "dynamic-tp pool";
	}

	@Override
	public Work launches(int batch) {
		int threads = Runtime.getRuntime().availableProcessors();
		DtpExecutor executor = new DtpExecutor(threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
		executor.setThreadPoolName("peer");
		return FutureBatches.of(batch, executor::submit);
	}

}
