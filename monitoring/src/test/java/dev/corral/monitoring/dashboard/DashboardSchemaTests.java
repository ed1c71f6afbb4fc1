package dev.corral.monitoring.dashboard;

import java.nio.file.Files;
import java.util.List;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import dev.corral.monitoring.Programs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboards against the types of {@code @grafana/schema}, which allow no field they
 * do not have.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardSchemaTests {

	/**
	 * What Grafana's Prometheus plugin keeps in an annotation, beside the fields that all
	 * annotations have. The types know of no plugin's.
	 */
	private static final List<String> OF_THE_PLUGIN = List.of("expr", "step", "titleFormat", "textFormat", "tagKeys");

	private Schema schema;

	@BeforeAll
	void make() throws Exception {
		this.schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
			.getSchema(Files.readString(Programs.dashboardSchema()), InputFormat.JSON);
	}

	static List<Dashboard> dashboards() {
		return Dashboard.all();
	}

	private List<Error> validate(Dashboard dashboard) {
		for (JsonNode annotation : dashboard.annotations()) {
			((ObjectNode) annotation).remove(OF_THE_PLUGIN);
		}
		return this.schema.validate(dashboard.json());
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void dashboardIsOfGrafanasTypes(Dashboard dashboard) {
		assertThat(validate(dashboard)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void fieldThatGrafanaDoesNotKnowIsFound(Dashboard dashboard) {
		dashboard.panel("Live").json().put("descripton", "Tasks");
		assertThat(validate(dashboard)).isNotEmpty();
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void valueOfAnotherTypeIsFound(Dashboard dashboard) {
		dashboard.json().put("editable", "no");
		assertThat(validate(dashboard)).singleElement().asString().contains("editable");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void valueThatIsNoneOfThoseAllowedIsFound(Dashboard dashboard) {
		dashboard.json().put("graphTooltip", 3);
		assertThat(validate(dashboard)).singleElement().asString().contains("graphTooltip");
	}

	@ParameterizedTest
	@MethodSource("dashboards")
	void fieldsOfThePluginAreInEveryAnnotation(Dashboard dashboard) {
		assertThat(dashboard.annotations()).isNotEmpty()
			.allSatisfy((annotation) -> assertThat(annotation.propertyNames()).containsAll(OF_THE_PLUGIN));
	}

}
