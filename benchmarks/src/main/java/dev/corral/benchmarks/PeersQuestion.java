package dev.corral.benchmarks;

import java.util.Map;

import dev.corral.Corral;
import dev.corral.benchmarks.peers.Peer;
import dev.corral.benchmarks.peers.Peers;

/**
 * What others charge for launch, run and end of an empty task, all in one virtual
 * machine, each against raw virtual threads: {@code benchmarks/run peers-launch}.
 */
final class PeersQuestion implements Question {

	@Override
	public String name() {
		return "peers-launch";
	}

	@Override
	public String text() {
		return "launch, run, end of an empty task in batches of 1 000 / Thread.startVirtualThread";
	}

	// Many works share the time
	@Override
	public Map<String, double[]> measure(double seconds) throws Exception {
		try (Corral corral = Corral.create()) {
			Work raw = Launches.raw();
			Rotation rotation = new Rotation().compare("Corral", Launches.supervised(corral), raw);
			for (Peer peer : Peers.launching()) {
				rotation.compare(peer.name(), peer.launches(Launches.BATCH), raw);
			}
			return rotation.ratios(seconds * 2);
		}
	}

}
