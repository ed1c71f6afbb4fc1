package dev.corral.loaders;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.LaunchSiteMode;

/**
 * Opens a launcher, launches bodies in all ways that suit them, and closes the launcher.
 */
public final class LauncherProgram implements Runnable {

	private final LaunchSiteMode mode;

	/** Until all of them are launched. */
	private Object[] bodies;

	private final Runnable beforeTheClose;

	public LauncherProgram(String mode, Object[] bodies, Runnable beforeTheClose) {
		this.mode = LaunchSiteMode.valueOf(mode);
		this.bodies = bodies;
		this.beforeTheClose = beforeTheClose;
	}

	@Override
	public void run() {
		CorralConfig config = CorralConfig.defaults()
			.withLaunchSite(this.mode)
			.withShutdownTimeout(Duration.ofMinutes(1));
		try (Corral corral = Corral.create(config)) {
			launchAll(corral);
			this.bodies = new Object[0];
			this.beforeTheClose.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	// In a frame of its own, which holds nothing once it has returned
	private void launchAll(Corral corral) throws Exception {
		for (Object body : this.bodies) {
			launch(corral, body);
			launch(corral, body);
		}
	}

	private static void launch(Corral corral, Object body) throws Exception {
		if (body instanceof Callable<?> callable) {
			corral.call("called", callable).join();
		}
		if (body instanceof Runnable runnable) {
			corral.launch("launched", runnable::run).join();
			try (ExecutorService executor = corral.openExecutor("executed")) {
				executor.execute(runnable);
				executor.submit(runnable).get();
				executor.submit(runnable, "result").get();
			}
		}
	}

}
