package dev.corral;

/** What has a deadline. */
interface Timed {

	/** The time is up; called once, by the deadline thread. Runs no user code. */
	void expire();

}
