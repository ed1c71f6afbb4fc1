package dev.corral;

import dev.corral.internal.engine.DefaultCorral;

/**
 * Launchers in proof mode, where a benchmark must not measure one that stays out of it.
 */
public final class ProofMode {

	/** Without it the virtual machine holds every virtual thread. */
	public static final String OPTION = "-Djdk.trackAllThreads=false";

	private ProofMode() {
	}

	/**
	 * A launcher without a limit.
	 * @param on whether it is in proof mode
	 * @return a launcher that is to be closed
	 */
	public static Corral unlimited(boolean on) {
		return create(CorralConfig.defaults().withMaxLive(0), on);
	}

	/**
	 * A launcher.
	 * @param config what it is made by
	 * @param on whether it is in proof mode
	 * @return a launcher that is to be closed
	 * @throws IllegalStateException if it stays out of proof mode
	 */
	public static Corral create(CorralConfig config, boolean on) {
		Corral corral = Corral.create(config.withProveUnreachable(on));
		if ((((DefaultCorral) corral).parts().proofs() != null) != on) {
			corral.close();
			throw new IllegalStateException("proof mode stays " + (on ? "off" : "on") + ", option " + OPTION);
		}
		return corral;
	}

}
