package dev.corral.benchmarks.report;

import java.io.StringReader;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Charts are well-formed and show every measure. */
class ChartTests {

	private static Document parsed(String svg) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
	}

	@Test
	void barsAreWellFormedWithABarForEachMeasure() throws Exception {
		Document svg = parsed(BarChart.draw("a < b & \"c\"",
				List.of(new Measure("Corral <1>", 1.5, 1.4, 1.6, 4), new Measure("peer & co", 0.5, 0.1, 90, 4))));
		assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(2);
		assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a < b & \"c\"");
	}

	@Test
	void linesAreWellFormedWithALineForEachSeries() throws Exception {
		Document svg = parsed(LineChart.draw("growth",
				List.of(new Measure("a,1000", 1.5, 1.4, 1.6, 4), new Measure("a,1000000", 2, 1.9, 2.1, 4),
						new Measure("b,1000", 1, 0.9, 1.1, 4), new Measure("b,1000000", 1, 0.9, 1.1, 4))));
		assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
	}

	@Test
	void aLineThroughASinglePointIsWellFormed() throws Exception {
		assertThat(parsed(LineChart.draw("growth", List.of(new Measure("a,1000", 1.5, 1.4, 1.6, 4))))).isNotNull();
	}

	@Test
	void scaleHasRoundStepsAndReachesTheMost() {
		assertThat(Scale.upTo(1.9)).isEqualTo(new Scale(0.5, 4));
		assertThat(Scale.upTo(7.3).most()).isEqualTo(8);
		assertThat(Scale.upTo(1).steps()).isEqualTo(5);
	}

	@Test
	void intervalFarWiderThanItsEstimateDoesNotSetTheScale() {
		assertThat(Scale.of(List.of(new Measure("a", 2, 1, 100, 1))).most()).isEqualTo(3);
	}

}
