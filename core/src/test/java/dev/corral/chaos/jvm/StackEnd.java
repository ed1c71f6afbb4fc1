package dev.corral.chaos.jvm;

import org.jspecify.annotations.Nullable;

/** Makes a call a given number of frames from the end of the calling thread's stack. */
final class StackEnd {

	private final Call.Act act;

	private final Subject subject;

	private boolean made;

	private @Nullable Throwable thrown;

	private StackEnd(Call.Act act, Subject subject) {
		this.act = act;
		this.subject = subject;
	}

	/**
	 * Makes a call.
	 * @param fromEnd how many frames are left when it is made
	 * @param act the call
	 * @param subject what it is made on, which gets what it returned
	 * @return what it threw, {@code null} when it returned
	 */
	static @Nullable Throwable call(int fromEnd, Call.Act act, Subject subject) {
		StackEnd end = new StackEnd(act, subject);
		end.descend(fromEnd);
		if (!end.made) {
			throw new IllegalStateException("the stack has no more than " + fromEnd + " frames");
		}
		return end.thrown;
	}

	// How many frames lie between this one and the end. Where there is no room for the
	// call it is made further up
	@SuppressWarnings("InfiniteRecursion")
	private int descend(int fromEnd) {
		int left;
		try {
			left = descend(fromEnd) + 1;
		}
		catch (StackOverflowError ex) {
			left = 0;
		}
		if (left == fromEnd) {
			make();
		}
		return left;
	}

	private void make() {
		this.made = true;
		try {
			this.subject.returned(this.act.on(this.subject));
		}
		catch (Throwable ex) {
			this.thrown = ex;
		}
	}

}
