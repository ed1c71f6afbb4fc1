package dev.corral.benchmarks;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is asked: one ratio or several, and which would be too much.
 */
public interface Question {

	/** The measure of a question that has only one. */
	String RATIO = "ratio";

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
	 * Which ratio is too much; it holds for every measure.
	 * @return {@code null} if it is asked for comparison only
	 */
	default @Nullable Budget budget() {
		return null;
	}

	/**
	 * How the report draws its measures.
	 * @return a kind of chart
	 */
	default Chart chart() {
		return Chart.BARS;
	}

	/**
	 * The options of the virtual machine that measures it: by default a small heap, so
	 * that garbage is collected many times within a measurement.
	 * @return without the class path
	 */
	default List<String> options() {
		return touchedHeap("512m");
	}

	/**
	 * The most that it needs.
	 * @return an upper limit
	 */
	default Effort effort() {
		return Effort.ANY;
	}

	/**
	 * What this build lacks to measure it.
	 * @return {@code null} if nothing
	 */
	default @Nullable String missing() {
		return null;
	}

	/**
	 * Options for a heap whose pages the operating system has all given at the start, so
	 * that no side pays for being the first to touch them.
	 * @param size as {@code -Xmx} has it
	 * @return options of the {@code java} command
	 */
	static List<String> touchedHeap(String size) {
		return List.of("-Xms" + size, "-Xmx" + size, "-XX:+AlwaysPreTouch");
	}

	/**
	 * Measures in this virtual machine, which was started for that alone.
	 * @param seconds how long to measure, without the warm-up
	 * @return by the name of a measure, in the report's order, its ratios in the order
	 * they were taken; {@link #RATIO} is the name if there is only one
	 * @throws Exception when a side cannot be run
	 */
	Map<String, double[]> measure(double seconds) throws Exception;

}
