package dev.corral.benchmarks.report;

import java.util.Locale;

import com.google.errorprone.annotations.FormatMethod;

/**
 * Writes a drawing, element by element. Its colours are legible on a light and on a dark
 * page; the page's reader says which by {@code prefers-color-scheme}.
 */
final class Svg {

	private static final String STYLE = """
			text { font: 13px system-ui, sans-serif; fill: #1f2328 }
			.faint { fill: #59636e; font-size: 12px }
			.grid { stroke: #d1d9e0 }
			.one { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 4 3 }
			.whisker { stroke: #1f2328; stroke-width: 1.5; fill: none }
			.s0 { fill: #0969da; stroke: #0969da }
			.s1 { fill: #8c959f; stroke: #8c959f }
			.s2 { fill: #bc4c00; stroke: #bc4c00 }
			.s3 { fill: #1a7f37; stroke: #1a7f37 }
			.s4 { fill: #8250df; stroke: #8250df }
			.line { fill: none; stroke-width: 2 }
			@media (prefers-color-scheme: dark) {
				text { fill: #f0f6fc }
				.faint { fill: #9198a1 }
				.grid { stroke: #3d444d }
				.one { stroke: #9198a1 }
				.whisker { stroke: #f0f6fc }
				.s0 { fill: #4493f8; stroke: #4493f8 }
				.s1 { fill: #7d8590; stroke: #7d8590 }
				.s2 { fill: #f0883e; stroke: #f0883e }
				.s3 { fill: #3fb950; stroke: #3fb950 }
				.s4 { fill: #ab7df8; stroke: #ab7df8 }
				.line { fill: none }
			}
			""";

	private final StringBuilder text = new StringBuilder();

	Svg(double width, double height, String title) {
		this.text.append(String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" "
						+ "role=\"img\">\n<title>%s</title>\n<style>\n%s</style>\n",
				width, height, width, height, escaped(title), STYLE));
	}

	Svg line(String style, double x1, double y1, double x2, double y2) {
		return append("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", style, x1, y1, x2, y2);
	}

	Svg bar(String style, double x, double y, double width, double height) {
		return append("<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>\n", style, x,
				y, width, height);
	}

	Svg dot(String style, double x, double y) {
		return append("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", style, x, y);
	}

	// Points as "x,y x,y"
	Svg path(String style, String points) {
		return append("<polyline class=\"%s line\" points=\"%s\"/>\n", style, points);
	}

	// The anchor is "start", "middle" or "end"
	Svg text(String style, String anchor, double x, double y, String content) {
		return append("<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", style, anchor, x, y,
				escaped(content));
	}

	String end() {
		return this.text + "</svg>\n";
	}

	@FormatMethod
	private Svg append(String format, Object... values) {
		this.text.append(String.format(Locale.ROOT, format, values));
		return this;
	}

	static String escaped(String content) {
		return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
	}

}
