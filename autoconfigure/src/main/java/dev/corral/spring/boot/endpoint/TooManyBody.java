package dev.corral.spring.boot.endpoint;

/**
 * The answer to a dump too many.
 *
 * @param message says so
 */
record TooManyBody(String message) {

	static final TooManyBody BODY = new TooManyBody(
			"at most " + DumpPermits.AT_ONCE + " dumps are made at once; ask again when one is over");

}
