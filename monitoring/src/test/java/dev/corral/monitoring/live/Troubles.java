package dev.corral.monitoring.live;

import java.io.IOException;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Instances of the sample in which all is well at first, until the cause of each alert
 * comes. Causes last until their alert fires.
 */
final class Troubles implements AutoCloseable {

	/** More than the limit of the alert of live tasks. */
	private static final int LIVE = 150;

	/** Each request leaks two tasks: fewer than the alert of live tasks fires for. */
	private static final int MAX_LEAKING = 45;

	/** Of the 20 that the launcher may have. */
	private static final int NEARLY_FULL = 19;

	private final Shops shops;

	private final Pulse pulse;

	private final Sample troubled;

	private final Sample full;

	private @Nullable Sample withoutMeters;

	private Runnable endOfImports = () -> {
	};

	private Runnable endOfLeaks = () -> {
	};

	/** By the requests that leak alone, one after the other. */
	private int leaking;

	private boolean replaced;

	/**
	 * Begins to start the instances.
	 * @param shops what they belong to
	 * @param pulse repeats requests to them
	 */
	Troubles(Shops shops, Pulse pulse) throws IOException {
		this.shops = shops;
		this.pulse = pulse;
		this.troubled = shops.open("troubled", "--corral.leak.check-interval=1s",
				"--corral.tasks.receive-without-send.leak-after=2s", "--corral.tasks.select-all-blocked.leak-after=2s",
				"--corral.tasks.poll.restart.max=2", "--corral.tasks.poll.restart.min-backoff=10ms",
				"--corral.tasks.send-without-receive.max-live=1", "--corral.shutdown-timeout=0s");
		this.full = shops.open("full", "--corral.max-live=20", "--corral.shutdown-timeout=0s");
	}

	/** Nothing fails yet. These launches go on when some of the same names fail. */
	void beginWell() throws IOException {
		this.withoutMeters = this.shops.begin("without-meters", "--corral.metrics.enabled=false",
				"--corral.shutdown-timeout=0s");
		this.endOfImports = this.pulse.repeat(() -> this.troubled.work("import", "quick"));
		this.pulse.repeat(() -> {
			this.troubled.work("send-mail", "quick?times=200");
			this.troubled.work("poll", "quick?times=200");
			this.troubled.work("resize", "quick?times=5");
			this.troubled.work("never-initialised", "quick");
		});
	}

	/** Begins all causes. */
	void begin() throws IOException {
		this.endOfImports.run();
		this.troubled.lab("receive-without-send");
		for (int i = 0; i < LIVE; i++) {
			this.troubled.lab("never-initialised");
		}
		this.endOfLeaks = this.pulse.repeat(this::leakMore);
		this.pulse.repeat(() -> {
			this.troubled.work("send-mail", "failing");
			this.troubled.work("poll", "failing");
			this.troubled.lab("panic");
			this.troubled.lab("ignores-interrupt?form=fixed");
			this.troubled.labWithoutRoom("send-without-receive");
			this.troubled.work("resize", "slow");
		});
		for (int i = 0; i < NEARLY_FULL; i++) {
			this.full.lab("never-initialised");
		}
	}

	private void leakMore() {
		if (this.leaking < MAX_LEAKING) {
			this.leaking++;
			this.troubled.lab("select-all-blocked");
		}
	}

	/**
	 * The leaks no longer grow once their alert has fired. The instance that is full is
	 * replaced by one that publishes no meters.
	 * @param fired the alerts that have fired
	 */
	void next(Set<String> fired) throws IOException {
		if (fired.contains("CorralTaskLeakGrowing troubled select-all-blocked")) {
			this.endOfLeaks.run();
		}
		Sample successor = this.withoutMeters;
		if (successor != null && !this.replaced && fired.contains("CorralTasksSaturated full")) {
			successor.awaitPort();
			this.shops.replace("full", successor);
			this.replaced = true;
		}
	}

	@Override
	public void close() {
		if (this.withoutMeters != null) {
			this.withoutMeters.close();
		}
	}

}
