package dev.corral.chaos.jvm;

import java.util.concurrent.CountDownLatch;

import dev.corral.Corral;

/**
 * A task ends the virtual machine while a hook closes the launcher. The task itself waits
 * for the hook, so that the close must not wait for the task for longer than its limits.
 */
final class JvmShutdown {

	private JvmShutdown() {
	}

	public static void main(String[] args) throws InterruptedException {
		boolean platform = Boolean.getBoolean("corral.chaos.platform");
		Corral corral = Corral.create(Afterwards.CONFIG);
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			Afterwards.closeInTime(corral, Afterwards.CONFIG).ifPresent(Program::fault);
			if (Program.hasFaults()) {
				Program.exit();
			}
		}));
		CountDownLatch gate = new CountDownLatch(1);
		for (int i = 0; i < 5; i++) {
			corral.launch("deaf", Afterwards.deaf(gate));
			corral.task("polite").timeout(Calls.HOUR).launch(Afterwards.FOR_EVER);
		}
		var exits = corral.task("exits");
		(platform ? exits.onPlatformThread() : exits).launch(() -> System.exit(0));
		gate.await();
	}

}
