package dev.corral.chaos.jvm;

import java.util.concurrent.CountDownLatch;

import dev.corral.Corral;
import dev.corral.CorralConfig;

/**
 * A task ends the virtual machine while a hook closes the launcher. The task itself waits
 * for the hook, so the close must not wait for the task: when that is alone, the shutdown
 * timeout is longer than the case may take.
 */
final class JvmShutdown {

	private JvmShutdown() {
	}

	public static void main(String[] args) throws InterruptedException {
		boolean platform = Boolean.getBoolean("corral.chaos.platform");
		boolean alone = Boolean.getBoolean("corral.chaos.alone");
		CorralConfig config = alone ? Afterwards.CONFIG.withShutdownTimeout(Calls.HOUR) : Afterwards.CONFIG;
		Corral corral = Corral.create(config);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			Afterwards.closeInTime(corral, config).ifPresent(Program::fault);
			if (Program.hasFaults()) {
				Program.exit();
			}
		}));
		CountDownLatch gate = new CountDownLatch(1);
		for (int i = 0; i < 5 && !alone; i++) {
			corral.launch("deaf", Afterwards.deaf(gate));
			corral.task("polite").timeout(Calls.HOUR).launch(Afterwards.FOR_EVER);
		}
		var exits = corral.task("exits");
		(platform ? exits.onPlatformThread() : exits).launch(() -> System.exit(0));
		gate.await();
	}

}
