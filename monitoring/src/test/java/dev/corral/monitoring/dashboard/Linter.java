package dev.corral.monitoring.dashboard;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of {@code grafana/dashboard-linter} and some more, without its exclusions.
 */
final class Linter {

	private static final List<LintRules> RULES = List.of(new DashboardRules(), new VariableRules(), new PanelRules(),
			new QueryRules());

	private Linter() {
	}

	/** Complains of what breaks a rule. */
	static List<Complaint> lint(Dashboard dashboard) {
		List<Complaint> complaints = new ArrayList<>();
		for (LintRules rules : RULES) {
			rules.apply(dashboard, (rule, where) -> complaints.add(new Complaint(rule, where)));
		}
		return complaints;
	}

	/** Rules about one part of a dashboard. */
	@FunctionalInterface
	interface LintRules {

		void apply(Dashboard dashboard, Complaints complaints);

	}

	/** Hears what breaks a rule. */
	@FunctionalInterface
	interface Complaints {

		void add(String rule, Object where);

		default void unless(boolean kept, String rule, Object where) {
			if (!kept) {
				add(rule, where);
			}
		}

	}

	/**
	 * What breaks a rule.
	 *
	 * @param rule the name of the rule
	 * @param where what breaks it
	 */
	record Complaint(String rule, Object where) {

		@Override
		public String toString() {
			return this.rule + ": " + this.where;
		}

	}

}
