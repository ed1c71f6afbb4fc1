package dev.corral;

import java.util.ArrayList;
import java.util.List;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** The scopes a running body has opened and not closed; most bodies open none. */
final class OpenedScopes {

	@GuardedBy("this")
	private @Nullable List<Scope> scopes;

	synchronized void add(Scope scope) {
		if (this.scopes == null) {
			this.scopes = new ArrayList<>(1);
		}
		this.scopes.add(scope);
	}

	synchronized void remove(Scope scope) {
		if (this.scopes != null) {
			this.scopes.remove(scope);
		}
	}

	synchronized List<Scope> list() {
		return (this.scopes != null) ? List.copyOf(this.scopes) : List.of();
	}

}
