package dev.corral.testing;

import java.nio.channels.spi.AbstractInterruptibleChannel;

import dev.corral.TaskBody;

/** A channel that does something when an interrupt closes it. */
public final class HookedChannel extends AbstractInterruptibleChannel {

	private final TaskBody whenClosed;

	public HookedChannel(TaskBody whenClosed) {
		this.whenClosed = whenClosed;
	}

	// Runs a body as if it were an operation of the channel
	public void use(TaskBody body) {
		try {
			begin();
			body.run();
			end(true);
		}
		catch (Exception ex) {
			// Interrupted, or closed
		}
	}

	@Override
	protected void implCloseChannel() {
		try {
			this.whenClosed.run();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
