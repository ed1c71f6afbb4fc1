package dev.corral.internal.task;

import java.util.ArrayList;
import java.util.List;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import dev.corral.internal.platform.SpinLock;

/**
 * The scopes a running body has opened and not closed; most bodies open none.
 * Thread-safe.
 */
@SuppressWarnings("GuardedBy")
public final class OpenedScopes {

	private final SpinLock lock = new SpinLock();

	@GuardedBy("lock")
	private final List<OpenedScope> scopes = new ArrayList<>(2);

	public void add(OpenedScope scope) {
		this.lock.lock();
		try {
			this.scopes.add(scope);
		}
		finally {
			this.lock.held = 0;
		}
	}

	// Most are closed in the reverse order
	public void remove(OpenedScope scope) {
		this.lock.lock();
		try {
			int at = this.scopes.lastIndexOf(scope);
			if (at >= 0) {
				this.scopes.remove(at);
			}
		}
		finally {
			this.lock.held = 0;
		}
	}

	List<OpenedScope> list() {
		this.lock.lock();
		try {
			return List.copyOf(this.scopes);
		}
		finally {
			this.lock.held = 0;
		}
	}

}
