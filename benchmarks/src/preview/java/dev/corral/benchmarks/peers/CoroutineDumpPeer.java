package dev.corral.benchmarks.peers;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.DelayKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.debug.DebugProbes;

import dev.corral.benchmarks.Work;

/** The debug probes of Kotlin's coroutines, which must be told of them before they begin. */
public final class CoroutineDumpPeer implements DumpPeer {

	@Override
	public List<String> options() {
		return List.of("-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true",
				"-Dnet.bytebuddy.experimental=true");
	}

	@Override
	public Work dumps(int number) throws InterruptedException {
		DebugProbes.INSTANCE.install();
		park(number);
		return () -> {
			Path file = Files.createTempFile("dump", ".txt");
			try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
				DebugProbes.INSTANCE.dumpCoroutines(out);
			}
			finally {
				Files.delete(file);
			}
			return 1;
		};
	}

	private static void park(int number) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(number);
		for (int i = 0; i < number; i++) {
			BuildersKt.launch(GlobalScope.INSTANCE, Dispatchers.getDefault(), CoroutineStart.DEFAULT,
					(scope, continuation) -> {
						begun.countDown();
						return DelayKt.awaitCancellation(continuation);
					});
		}
		begun.await();
	}

}
