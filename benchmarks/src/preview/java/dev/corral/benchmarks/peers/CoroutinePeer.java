package dev.corral.benchmarks.peers;

import java.util.concurrent.CountDownLatch;

import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;

import dev.corral.benchmarks.Work;

/**
 * Kotlin's coroutines, launched on the default dispatcher. A coroutine has no thread of
 * its own: what blocks in it blocks a worker of the dispatcher.
 */
public final class CoroutinePeer implements Peer {

	@Override
	public String name() {
		return "kotlinx coroutines launch";
	}

	@Override
	public Work launches(int batch) {
		return () -> {
			CountDownLatch done = new CountDownLatch(batch);
			Function2<CoroutineScope, Continuation<? super Unit>, Object> body = (scope, continuation) -> {
				done.countDown();
				return Unit.INSTANCE;
			};
			for (int i = 0; i < batch; i++) {
				BuildersKt.launch(GlobalScope.INSTANCE, Dispatchers.getDefault(), CoroutineStart.DEFAULT, body);
			}
			done.await();
			return batch;
		};
	}

}
