package dev.corral.internal.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.TaskLauncher;
import dev.corral.testing.Engine;

/**
 * Scopes below a launcher on fake time. Closing it closes the scopes, then the launcher.
 */
final class ScopeTree {

	final Engine engine = new Engine();

	private final List<CancellationScope> opened = new ArrayList<>();

	CancellationScope open(@Nullable CancellationScope parent, ScopeConfig config) {
		TaskLauncher launcher = (parent != null) ? parent : this.engine.corral;
		CancellationScope scope = launcher.openScope("s", config);
		this.opened.add(scope);
		return scope;
	}

	CancellationScope open(@Nullable CancellationScope parent) {
		return open(parent, ScopeConfig.failFast());
	}

	// A tree in which every scope hangs below an earlier one
	List<CancellationScope> randomTree(int size, Random random) {
		List<CancellationScope> scopes = new ArrayList<>();
		scopes.add(open(null));
		while (scopes.size() < size) {
			scopes.add(open(scopes.get(random.nextInt(scopes.size()))));
		}
		return scopes;
	}

	static String reason(CancellationScope scope) {
		return scope.cause().map((cause) -> String.valueOf(cause.getMessage())).orElse("none");
	}

	// For tests that close their scopes themselves
	void forget() {
		this.opened.clear();
	}

	void close() {
		this.engine.release.countDown();
		this.opened.forEach(CancellationScope::close);
		this.engine.close();
	}

}
