package dev.corral.chaos;

/**
 * One hostile situation.
 *
 * @param name theme, situation and variant, parted by slashes
 * @param scenario what happens; afterwards everything is released and checked
 */
record ChaosCase(String name, Scenario scenario) {

	@Override
	public String toString() {
		return this.name;
	}

	/** What happens in a case. */
	@FunctionalInterface
	interface Scenario {

		/**
		 * Opens a launcher, does something hostile and checks what must hold meanwhile.
		 * @param chaos the run, which ends and checks the launcher afterwards
		 * @throws Exception whatever fails the case
		 */
		void play(Chaos chaos) throws Exception;

	}

}
