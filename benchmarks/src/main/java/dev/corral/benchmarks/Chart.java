package dev.corral.benchmarks;

/** How the report draws a question's measures. */
public enum Chart {

	/** A bar for each measure. */
	BARS,

	/** A line through measures named by a series, a comma and a number. */
	LINES

}
