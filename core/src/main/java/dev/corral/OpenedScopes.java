package dev.corral;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/** The scopes a running body has opened and not closed; most bodies open none. */
final class OpenedScopes {

	@GuardedBy("this")
	private @Nullable Set<Scope> scopes;

	synchronized void add(Scope scope) {
		if (this.scopes == null) {
			this.scopes = new LinkedHashSet<>(2);
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
