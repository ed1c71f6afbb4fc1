package dev.corral.benchmarks;

/**
 * What is asked of a pair, and which ratio would be too much.
 */
public interface Question {

	/**
	 * Its name on the command line and in the report.
	 * @return letters, digits and hyphens
	 */
	String name();

	/**
	 * What is measured against what.
	 * @return one line
	 */
	String text();

	/**
	 * The ratio that must not be exceeded.
	 * @return a positive number
	 */
	double gate();

	/**
	 * The ratio that is aimed for.
	 * @return a positive number, at most the gate
	 */
	double goal();

	/**
	 * Measures in this virtual machine, which was started for that alone.
	 * @param seconds how long to measure, without the warm-up
	 * @return ratios of neighbouring measurements, in the order they were taken
	 * @throws Exception when a side cannot be run
	 */
	double[] measure(double seconds) throws Exception;

}
