package dev.corral.benchmarks.peers;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * All peers that this build has: two always, the others with the Maven profile
 * {@code measure}, which compiles {@code src/preview} for the newest Java.
 */
public final class Peers {

	/** The peer of the budget for structured launches. */
	public static final String STRUCTURED = "StructuredTaskScope";

	private Peers() {
	}

	/**
	 * All that can start a task.
	 * @return in the order of the report
	 */
	public static List<Peer> launching() {
		return Stream.concat(Stream.of(new ExecutorPeer(), new SpringPeer()), loaded(Peer.class)).toList();
	}

	/**
	 * All that can give a task a timeout.
	 * @return in the order of the report
	 */
	public static List<TimeoutPeer> timing() {
		return loaded(TimeoutPeer.class).toList();
	}

	/**
	 * The one that can dump what is live.
	 * @return empty if this build lacks it
	 */
	public static Optional<DumpPeer> dumping() {
		return loaded(DumpPeer.class).findFirst();
	}

	/**
	 * A single one.
	 * @param name of a peer
	 * @return empty if this build lacks it
	 */
	public static Optional<Peer> named(String name) {
		return launching().stream().filter((peer) -> peer.name().equals(name)).findFirst();
	}

	private static <P> Stream<P> loaded(Class<P> type) {
		return ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get);
	}

}
