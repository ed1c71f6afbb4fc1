package dev.corral.chaos.jvm;

/** Where a call is made. */
enum Place {

	/** On a platform thread, outside any task. */
	PLATFORM_THREAD,

	/** On a virtual thread, outside any task. */
	VIRTUAL_THREAD,

	/** In the body of a task on a virtual thread, which what it throws escapes. */
	TASK,

	/** In the body of a task on a platform thread, which what it throws escapes. */
	PLATFORM_TASK;

	boolean isTask() {
		return this == TASK || this == PLATFORM_TASK;
	}

	@Override
	public String toString() {
		return switch (this) {
			case PLATFORM_THREAD -> "on a platform thread";
			case VIRTUAL_THREAD -> "on a virtual thread";
			case TASK -> "in a task";
			case PLATFORM_TASK -> "in a task on a platform thread";
		};
	}

	static Place ofProperty() {
		return valueOf(System.getProperty("corral.chaos.place", PLATFORM_THREAD.name()));
	}

}
