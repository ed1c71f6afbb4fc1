package dev.corral.internal.registry;

import java.lang.ref.WeakReference;

/**
 * Where launches of one body class and name come from. It does not keep the body's class,
 * nor that class's loader, alive.
 */
public final class CachedOrigin extends WeakReference<Class<?>> {

	private final LaunchOrigin origin;

	public CachedOrigin(Class<?> body, LaunchOrigin origin) {
		super(body);
		this.origin = origin;
	}

	public boolean isOf(Class<?> body, String name) {
		return refersTo(body) && this.origin.name().equals(name);
	}

	public LaunchOrigin origin() {
		return this.origin;
	}

}
