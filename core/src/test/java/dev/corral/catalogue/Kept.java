package dev.corral.catalogue;

/** What a run of a row still holds. Closing it lets go and stops what would not end. */
@FunctionalInterface
interface Kept extends AutoCloseable {

	/** Of a run that dropped everything it held. */
	Kept NOTHING = () -> {
	};

	@Override
	void close();

}
