package dev.corral.internal.scope;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

import dev.corral.internal.util.Check;
import dev.corral.monitor.Registration;

/** The root as a task in no scope sees it: it launches, but nobody ends it from here. */
public final class RootScope implements LaunchingScope {

	private final ScopeHost host;

	public RootScope(ScopeHost host) {
		this.host = host;
	}

	@Override
	public ScopeHost host() {
		return this.host;
	}

	@Override
	public @Nullable Scope receiver() {
		return null;
	}

	@Override
	public void join() {
		throw refused("joined");
	}

	@Override
	@CanIgnoreReturnValue
	public boolean cancel(String reason) {
		throw refused("cancelled");
	}

	@Override
	public boolean isCancelled() {
		return false;
	}

	@Override
	public Optional<Throwable> cause() {
		return Optional.empty();
	}

	@Override
	public Optional<Instant> deadline() {
		return Optional.empty();
	}

	@Override
	public Optional<Duration> remaining() {
		return Optional.empty();
	}

	@Override
	public Registration onCancel(Runnable callback) {
		Check.notNull("callback", callback);
		return () -> true;
	}

	@Override
	public void close() {
		throw refused("closed");
	}

	private static IllegalStateException refused(String what) {
		return new IllegalStateException("the root scope cannot be " + what + " by a task; close the launcher itself");
	}

}
