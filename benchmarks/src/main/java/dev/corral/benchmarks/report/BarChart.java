package dev.corral.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * Ratios as horizontal bars with their intervals as whiskers, and a line at 1, where the
 * baseline is. Bars of Corral stand out: those whose name begins so, or all if none does.
 */
final class BarChart {

	private static final double LABELS = 270;

	private static final double AXIS = 400;

	private static final double VALUES = 150;

	private static final double ROW = 28;

	private static final double TOP = 30;

	private BarChart() {
	}

	static String draw(String title, List<Measure> measures) {
		Scale scale = Scale.of(measures);
		double bottom = TOP + measures.size() * ROW;
		Svg svg = new Svg(LABELS + AXIS + VALUES, bottom + 30, title);
		for (int i = 0; i <= scale.steps(); i++) {
			double value = i * scale.step();
			double x = LABELS + scale.length(value, AXIS);
			svg.line("grid", x, TOP, x, bottom).text("faint", "middle", x, bottom + 18, Page.shortNumber(value));
		}
		boolean alone = measures.stream().noneMatch(BarChart::isNamed);
		for (int i = 0; i < measures.size(); i++) {
			Measure measure = measures.get(i);
			row(svg, (alone || isNamed(measure)) ? "s0" : "s1", scale, TOP + i * ROW, measure);
		}
		double one = LABELS + scale.length(1, AXIS);
		return svg.line("one", one, TOP - 6, one, bottom).text("faint", "middle", one, TOP - 12, "baseline = 1").end();
	}

	private static void row(Svg svg, String style, Scale scale, double y, Measure measure) {
		double middle = y + ROW / 2;
		double low = LABELS + scale.length(measure.low(), AXIS);
		double high = LABELS + scale.length(measure.high(), AXIS);
		svg.bar(style, LABELS, y + 5, scale.length(measure.ratio(), AXIS), ROW - 10)
			.line("whisker", low, middle, high, middle)
			.line("whisker", low, middle - 4, low, middle + 4)
			.line("whisker", high, middle - 4, high, middle + 4)
			.text("", "end", LABELS - 8, middle + 4, measure.name())
			.text("", "start", LABELS + AXIS + 12, middle + 4, String.format(Locale.ROOT, "%.2f", measure.ratio()))
			.text("faint", "start", LABELS + AXIS + 56, middle + 4, Page.interval(measure));
	}

	private static boolean isNamed(Measure measure) {
		return measure.name().startsWith("Corral");
	}

}
