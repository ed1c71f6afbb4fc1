package dev.corral.spring.boot.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import dev.corral.dump.TaskDumps;
import dev.corral.monitor.TaskMonitor;

/**
 * The read side of the launcher. It is absent when a test has replaced the launcher by a
 * mock. Then a request gets status 400.
 *
 * @param ifMonitor the monitor, if there is one
 * @param ifDumps the dumps, if there are any
 */
record ReadSide(@Nullable TaskMonitor ifMonitor, @Nullable TaskDumps ifDumps) {

	TaskMonitor monitor() {
		return present(this.ifMonitor);
	}

	TaskDumps dumps() {
		return present(this.ifDumps);
	}

	private static <T> T present(@Nullable T part) {
		if (part == null) {
			throw new InvalidEndpointRequestException("no Corral launcher is in this application",
					"The TaskLauncher bean is not a Corral.");
		}
		return part;
	}

}
