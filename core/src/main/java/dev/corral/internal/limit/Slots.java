package dev.corral.internal.limit;

import org.jspecify.annotations.Nullable;

/**
 * What a task holds besides its slot of the launcher. Most tasks hold nothing more and
 * share {@link #PLAIN}.
 *
 * @param byName the limit of its name, {@code null} for none
 * @param byScope the limit of its scope, {@code null} for none
 * @param caller the thread that launched it above a limit, {@code null} for none
 */
public record Slots(@Nullable Limiter byName, @Nullable Limiter byScope, @Nullable Thread caller) {

	/** Nothing besides the slot of the launcher. */
	public static final Slots PLAIN = new Slots(null, null, null);

	public static Slots of(@Nullable Limiter byName, @Nullable Limiter byScope) {
		return (byName == null && byScope == null) ? PLAIN : new Slots(byName, byScope, null);
	}

	public Slots calledBy(Thread thread) {
		return new Slots(this.byName, this.byScope, thread);
	}

	public Slots withName(Limiter limiter) {
		return new Slots(limiter, this.byScope, this.caller);
	}

	@SuppressWarnings("ReferenceEquality")
	public boolean contains(Limiter limiter) {
		return this.byName == limiter || this.byScope == limiter;
	}

	// Takes both or none, without waiting
	public boolean tryTake() {
		if (this.byName != null && !this.byName.tryTake()) {
			return false;
		}
		if (this.byScope != null && !this.byScope.tryTake()) {
			if (this.byName != null) {
				this.byName.giveBack();
			}
			return false;
		}
		return true;
	}

	public void giveBack() {
		if (this.byScope != null) {
			this.byScope.giveBack();
		}
		if (this.byName != null) {
			this.byName.giveBack();
		}
	}

}
