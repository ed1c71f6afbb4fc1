package dev.corral.catalogue;

import dev.corral.TaskLauncher;
import dev.corral.TaskSpec;

/** The code of a negative: its mended form says that its tasks are meant to live long. */
abstract class PatientKernel extends Kernel {

	PatientKernel(boolean declared) {
		super(declared);
	}

	final TaskSpec task(TaskLauncher launcher, String name) {
		TaskSpec task = launcher.task(name);
		return this.fixed ? task.longRunning() : task;
	}

}
