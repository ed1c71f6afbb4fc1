package dev.corral;

/** Chooses between singular and plural, for messages. */
final class Plural {

	private Plural() {
	}

	static String of(long count, String one, String many) {
		return count + " " + ((count == 1) ? one : many);
	}

}
