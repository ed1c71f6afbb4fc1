package dev.corral.internal.context;

/**
 * A body of the engine around one of the user's. Launch site and handler of late values
 * are those of the user's.
 */
public interface WrappedBody {

	Object wrapped();

}
