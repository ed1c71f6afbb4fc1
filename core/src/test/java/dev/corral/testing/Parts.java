package dev.corral.testing;

import dev.corral.Corral;
import dev.corral.internal.engine.CorralParts;
import dev.corral.internal.engine.DefaultCorral;

/** The inside of a launcher, for tests that look there. */
public final class Parts {

	private Parts() {
	}

	public static CorralParts of(Corral corral) {
		return ((DefaultCorral) corral).parts();
	}

}
