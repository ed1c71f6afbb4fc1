package dev.corral.chaos.jvm;

import java.time.Duration;

import dev.corral.dump.Grouping;
import dev.corral.dump.ProfileStack;
import dev.corral.dump.TaskDumps;
import dev.corral.monitor.Registration;
import dev.corral.monitor.TaskCursor;
import dev.corral.monitor.TaskFilter;

/** Every call of dumps, cursors and registrations. */
final class ReaderCalls {

	private static final Appendable NOWHERE = new Nowhere();

	private ReaderCalls() {
	}

	static void addTo(CallList calls) {
		calls.add("TaskDumps.write(TaskFilter,long,Appendable)", Subject::dumps, (s) -> {
			s.corralDumps().write(Calls.ALL, 10, NOWHERE);
			return null;
		});
		calls.add("TaskDumps.groups(TaskFilter,Grouping)", Subject::dumps,
				(s) -> s.corralDumps().groups(Calls.ALL, Grouping.EXACT));
		calls.add("TaskDumps.writeGrouped(TaskFilter,Grouping,long,Appendable)", Subject::dumps, (s) -> {
			s.corralDumps().writeGrouped(Calls.ALL, Grouping.SAMPLED, 10, NOWHERE);
			return null;
		});
		calls.add("TaskDumps.profile(TaskFilter,ProfileStack)", Subject::dumps,
				(s) -> s.corralDumps().profile(Calls.ALL, ProfileStack.THREAD));
		calls.add("TaskDumps.log()", Subject::dumps, (s) -> {
			s.corralDumps().log();
			return null;
		});
		calls.add("TaskDumps.sample(long,int,Duration)", Subject::dumps,
				(s) -> s.corralDumps().sample(s.task().id(), 2, Calls.MICROSECOND));
		calls.add("TaskCursor.next()", Subject::cursor, (s) -> s.taskCursor().next());
		calls.add("TaskCursor.close()", Subject::cursor, (s) -> {
			s.taskCursor().close();
			return null;
		});
		Call.Act unregister = (s) -> s.registration().unregister();
		calls.add("Registration.unregister()", "of a task", (s) -> {
			s.runningTask();
			s.registration(s.context().onCancel(Calls.RUNNABLE));
		}, unregister);
		calls.add("Registration.unregister()", "of a scope", (s) -> {
			s.scope(Calls.TIMED);
			s.registration(s.scope().onCancel(Calls.RUNNABLE));
		}, unregister);
		calls.add("Registration.close()", (s) -> {
			s.runningTask();
			s.registration(s.context().onCancel(Calls.RUNNABLE));
		}, (s) -> {
			s.registration().close();
			return null;
		});
		calls.add("Registration.unregister()", "of a recorder",
				(s) -> s.registration(s.corral.monitor().recordDurations(Calls.RECORDER)), unregister);
		calls.add("Registration.unregister()", "of a listener to names",
				(s) -> s.registration(s.corral.monitor().onName(Calls.NAMES)), unregister);
	}

	/** Keeps nothing. */
	private static final class Nowhere implements Appendable {

		@Override
		public Appendable append(CharSequence text) {
			return this;
		}

		@Override
		public Appendable append(CharSequence text, int start, int end) {
			return this;
		}

		@Override
		public Appendable append(char character) {
			return this;
		}

	}

}
