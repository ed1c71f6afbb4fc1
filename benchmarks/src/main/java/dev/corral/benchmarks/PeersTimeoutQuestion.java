package dev.corral.benchmarks;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.corral.Corral;
import dev.corral.benchmarks.peers.Peers;
import dev.corral.benchmarks.peers.TimeoutPeer;

/**
 * What others charge for a timeout, against their own launch without and against raw
 * virtual threads: {@code benchmarks/run peers-timeout}.
 */
final class PeersTimeoutQuestion implements Question {

	@Override
	public String name() {
		return "peers-timeout";
	}

	@Override
	public String text() {
		return "launch with a timeout that does not fire / the same without, and / Thread.startVirtualThread";
	}

	@Override
	public @Nullable String missing() {
		return Peers.timing().isEmpty() ? "not measured: needs the profile 'measure'" : null;
	}

	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			Work raw = Launches.raw();
			Rotation rotation = new Rotation();
			compare(rotation, "Corral", Launches.described(corral.task("timed").timeout(Duration.ofSeconds(30))),
					Launches.described(corral.task("plain")), raw);
			for (TimeoutPeer peer : Peers.timing()) {
				compare(rotation, peer.name(), peer.timed(Launches.BATCH), peer.plain(Launches.BATCH), raw);
			}
			return rotation.ratios(seconds * 2);
		}
	}

	private static void compare(Rotation rotation, String name, Work timed, Work plain, Work raw) {
		rotation.compare(name + " / without", timed, plain).compare(name + " / raw", timed, raw);
	}

}
