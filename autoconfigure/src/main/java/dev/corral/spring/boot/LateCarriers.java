package dev.corral.spring.boot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.corral.ContextCarrier;

/**
 * Context carriers. A task that is launched before a carrier can be made goes without its
 * context, for that cannot be captured later. Thread-safe.
 */
final class LateCarriers extends LateCallbacks<ContextCarrier> {

	private final BooleanSupplier started;

	LateCarriers(LateBeans<ContextCarrier> beans, BooleanSupplier started) {
		super(beans);
		this.started = started;
	}

	@Override
	ContextCarrier placeholder(List<ContextCarrier> called) {
		return () -> capture(called);
	}

	// Once at most, as the placeholder leaves the list when none is missing
	private ContextCarrier.@Nullable Context capture(List<ContextCarrier> called) {
		if (!this.started.getAsBoolean()) {
			return null;
		}
		find(LateBeans.Attempt.CALL);
		List<ContextCarrier.Context> contexts = new ArrayList<>();
		for (ContextCarrier carrier : without(called)) {
			ContextCarrier.Context context = carrier.capture();
			if (context != null) {
				contexts.add(context);
			}
		}
		return contexts.isEmpty() ? null : () -> restore(contexts);
	}

	private static Runnable restore(List<ContextCarrier.Context> contexts) {
		Deque<Runnable> clears = new ArrayDeque<>();
		contexts.forEach((context) -> clears.push(context.restore()));
		return () -> clears.forEach(Runnable::run);
	}

}
