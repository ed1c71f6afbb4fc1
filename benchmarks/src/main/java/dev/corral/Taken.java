package dev.corral;

import dev.corral.internal.engine.DefaultCorral;

/** Reads from inside the engine what a benchmark may wait for without disturbing it. */
public final class Taken {

	private Taken() {
	}

	/**
	 * How many tasks have not given everything back.
	 * @param corral their launcher
	 * @return one read of a counter
	 */
	public static int slots(Corral corral) {
		return ((DefaultCorral) corral).parts().admission().all().taken();
	}

}
