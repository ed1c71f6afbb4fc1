package dev.corral;

/** How launch sites are found. */
public enum LaunchSiteMode {

	/**
	 * One walk up the stack per body class and name: a lambda object launched from two
	 * places shows the first.
	 */
	CACHED,

	/** A walk up the stack at every launch. */
	EXACT

}
