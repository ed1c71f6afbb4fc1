package dev.corral.internal.callback;

import org.slf4j.LoggerFactory;

/** Has tasks throw whatever there is, with the logging system of the class path. */
final class PanicsInAProgram {

	private PanicsInAProgram() {
	}

	public static void main(String[] args) throws Exception {
		System.out.println("on " + LoggerFactory.getILoggerFactory().getClass().getName());
		PanicLineTests.launchAll(new ThrowableKinds());
		System.exit(0);
	}

}
