package dev.corral;

import java.lang.ref.WeakReference;

/**
 * Where the last launch of a name came from: most names have one place. It does not keep
 * the body's class, nor that class's loader, alive.
 */
final class LastOrigin extends WeakReference<Class<?>> {

	private final Origin origin;

	LastOrigin(Class<?> body, Origin origin) {
		super(body);
		this.origin = origin;
	}

	boolean isOf(Class<?> body, String name) {
		return refersTo(body) && this.origin.name().equals(name);
	}

	Origin origin() {
		return this.origin;
	}

}
