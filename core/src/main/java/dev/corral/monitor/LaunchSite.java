package dev.corral.monitor;

/**
 * The source place that launched a task. Immutable.
 *
 * @param className the binary name of the launching class
 * @param methodName the launching method
 * @param fileName the source file, or an empty string when unknown
 * @param line the line in that file, negative when unknown
 */
public record LaunchSite(String className, String methodName, String fileName, int line) {

	/** A place that no frame of the stack shows. */
	public static final LaunchSite UNKNOWN = new LaunchSite("unknown", "unknown", "", -1);

	/**
	 * Renders the place as a stack frame does.
	 * @return for instance {@code com.acme.Checkout.pay(Checkout.java:88)}
	 */
	@Override
	public String toString() {
		String source = this.fileName.isEmpty() ? "Unknown Source" : this.fileName;
		return this.className + "." + this.methodName + "(" + source + ((this.line >= 0) ? ":" + this.line : "") + ")";
	}

}
