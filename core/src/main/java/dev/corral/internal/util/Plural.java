package dev.corral.internal.util;

/** Chooses between singular and plural, for messages. */
public final class Plural {

	private Plural() {
	}

	public static String of(long count, String one, String many) {
		return count + " " + ((count == 1) ? one : many);
	}

}
