package dev.corral.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Ratios as lines over a number that grows by orders of magnitude. A measure is named by
 * its series, a comma and the number.
 */
final class LineChart {

	private static final double LEFT = 50;

	private static final double WIDTH = 640;

	private static final double HEIGHT = 260;

	private static final double TOP = 40;

	private static final double BOTTOM = TOP + HEIGHT;

	private static final int STYLES = 5;

	private final Svg svg;

	private final Scale scale;

	private final double least;

	private final double most;

	private LineChart(String title, List<Point> points) {
		this.svg = new Svg(LEFT + WIDTH + 40, BOTTOM + 40, title);
		this.scale = Scale.of(points.stream().map(Point::measure).toList());
		this.least = points.stream().mapToDouble(Point::number).min().orElse(1);
		this.most = points.stream().mapToDouble(Point::number).max().orElse(1);
	}

	static String draw(String title, List<Measure> measures) {
		List<Point> points = measures.stream().map(Point::of).toList();
		LineChart chart = new LineChart(title, points);
		chart.axes(points);
		SequencedMap<String, List<Point>> series = new LinkedHashMap<>();
		points.forEach((point) -> series.computeIfAbsent(point.series(), (name) -> new ArrayList<>()).add(point));
		int number = 0;
		for (Map.Entry<String, List<Point>> entry : series.entrySet()) {
			chart.series(number, entry.getKey(), entry.getValue());
			number++;
		}
		return chart.svg.end();
	}

	private void axes(List<Point> points) {
		for (int i = 0; i <= this.scale.steps(); i++) {
			double value = i * this.scale.step();
			this.svg.line("grid", LEFT, y(value), LEFT + WIDTH, y(value))
				.text("faint", "end", LEFT - 8, y(value) + 4, Page.shortNumber(value));
		}
		points.stream()
			.mapToDouble(Point::number)
			.distinct()
			.forEach((number) -> this.svg.line("grid", x(number), TOP, x(number), BOTTOM)
				.text("faint", "middle", x(number), BOTTOM + 18, Page.shortNumber(number)));
		this.svg.line("one", LEFT, y(1), LEFT + WIDTH, y(1))
			.text("faint", "middle", LEFT + WIDTH / 2, y(1) - 5, "baseline = 1");
	}

	private void series(int number, String name, List<Point> points) {
		String style = "s" + number % STYLES;
		double legend = LEFT + number * (WIDTH / STYLES + 60);
		this.svg.dot(style, legend + 4, TOP - 20).text("", "start", legend + 14, TOP - 16, name);
		this.svg.path(style, points.stream().map(this::position).collect(Collectors.joining(" ")));
		for (Point point : points) {
			double x = x(point.number());
			this.svg.line(style, x, y(point.measure().low()), x, y(point.measure().high()))
				.dot(style, x, y(point.measure().ratio()));
		}
	}

	private String position(Point point) {
		return String.format(Locale.ROOT, "%.1f,%.1f", x(point.number()), y(point.measure().ratio()));
	}

	private double x(double number) {
		double span = Math.log(this.most / this.least);
		return LEFT + 20 + ((span > 0) ? Math.log(number / this.least) / span : 0.5) * (WIDTH - 40);
	}

	private double y(double ratio) {
		return BOTTOM - this.scale.length(ratio, HEIGHT);
	}

	/**
	 * A measure, taken apart.
	 *
	 * @param series which line it belongs to
	 * @param number where on the axis
	 * @param measure how high
	 */
	private record Point(String series, double number, Measure measure) {

		private static Point of(Measure measure) {
			int comma = measure.name().lastIndexOf(',');
			return new Point(measure.name().substring(0, comma),
					Double.parseDouble(measure.name().substring(comma + 1)), measure);
		}

	}

}
