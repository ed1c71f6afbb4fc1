package dev.corral.internal.limit;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What a task holds besides its slot of the launcher. It knows nothing of the task, so
 * that it can be given back when the task is collected.
 */
public final class HeldSlots {

	private final AtomicReference<@Nullable Slots> slots = new AtomicReference<>();

	public @Nullable Slots slots() {
		return this.slots.get();
	}

	public boolean trade(@Nullable Slots expected, Slots value) {
		return this.slots.compareAndSet(expected, value);
	}

	// By the thread that gives them back
	public @Nullable Slots take() {
		return this.slots.getAndSet(null);
	}

}
