package dev.corral.chaos;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.concurrent.CountDownLatch;

import dev.corral.TaskBody;

/** A channel that runs an action when an interrupt closes it. */
final class HostileChannel extends AbstractInterruptibleChannel {

	private final Runnable whenClosed;

	HostileChannel(Runnable whenClosed) {
		this.whenClosed = whenClosed;
	}

	static TaskBody body(Runnable whenClosed, CountDownLatch inUse, CountDownLatch until) {
		return () -> {
			try (HostileChannel channel = new HostileChannel(whenClosed)) {
				channel.use(inUse, until);
			}
		};
	}

	private void use(CountDownLatch inUse, CountDownLatch until) throws IOException, InterruptedException {
		boolean done = false;
		try {
			begin();
			inUse.countDown();
			until.await();
			done = true;
		}
		finally {
			end(done);
		}
	}

	// Without end(), so that the body can go on while its interrupt still closes the
	// channel
	void useAndLeave(CountDownLatch inUse, CountDownLatch until) throws InterruptedException {
		begin();
		inUse.countDown();
		until.await();
	}

	@Override
	protected void implCloseChannel() {
		this.whenClosed.run();
	}

}
