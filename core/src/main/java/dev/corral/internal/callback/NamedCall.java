package dev.corral.internal.callback;

/**
 * A call of ours that log lines can name when it fails or blocks.
 *
 * @param name what it is
 * @param call what it does
 */
public record NamedCall(String name, Runnable call) implements Runnable {

	@Override
	public void run() {
		this.call.run();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
