package dev.corral.sample.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.corral.sample.lab.BlockedScenarios.LatchMiscounted;
import dev.corral.sample.lab.BlockedScenarios.LockNeverReleased;
import dev.corral.sample.lab.BusyScenarios.IgnoresInterrupt;
import dev.corral.sample.lab.BusyScenarios.IndexOutOfBounds;
import dev.corral.sample.lab.BusyScenarios.InfiniteLoop;
import dev.corral.sample.lab.BusyScenarios.OutlivesScope;
import dev.corral.sample.lab.QueueScenarios.NeverInitialised;
import dev.corral.sample.lab.QueueScenarios.ReceiveWithoutSend;
import dev.corral.sample.lab.QueueScenarios.SelectAllBlocked;
import dev.corral.sample.lab.QueueScenarios.SendWithoutReceive;

/** What the laboratory can start: every scenario by name, with its forms. */
final class Catalogue {

	private static final List<String> STUCK = List.of("STUCK");

	/** Nothing alive can wake such a task: suspected, and in proof mode proved. */
	private static final List<String> STUCK_FOR_EVER = List.of("STUCK", "UNREACHABLE");

	private static final List<String> RUNAWAY = List.of("RUNAWAY");

	private static final List<String> OVERDUE = List.of("OVERDUE");

	private static final List<String> LIMIT = List.of("corral.max-live");

	private static final List<String> HANDLER = List.of("RecoveryHandler");

	private static final List<Entry> ENTRIES = List.of(receiveWithoutSend(), sendWithoutReceive(), selectAllBlocked(),
			neverInitialised(), infiniteLoop(), lockNeverReleased(), latchMiscounted(), ignoresInterrupt(),
			outlivesScope(), panic());

	private Catalogue() {
	}

	private static Entry entry(String name, Scenario scenario, String happens, List<String> foundBy, String fixed,
			Form... others) {
		List<Form> forms = new ArrayList<>();
		forms.add(Form.leaking("leak", happens, foundBy, scenario::leak));
		forms.add(Form.ending("fixed", fixed, scenario::fixed));
		forms.addAll(List.of(others));
		return new Entry(name, List.copyOf(forms));
	}

	private static Entry receiveWithoutSend() {
		return entry("receive-without-send", new ReceiveWithoutSend(),
				"a task takes from a queue into which nobody puts", STUCK_FOR_EVER, "somebody puts",
				Form.leaking("range", "a reader takes on, though its generator has ended without a word",
						STUCK_FOR_EVER, ReceiveWithoutSend::range),
				Form.ending("closed", "the generator says in finally that nothing more comes",
						ReceiveWithoutSend::closed));
	}

	private static Entry sendWithoutReceive() {
		return entry("send-without-receive", new SendWithoutReceive(),
				"a generator hands over to a caller that has gone", STUCK_FOR_EVER,
				"the caller closes the scope of its two generators when it goes");
	}

	private static Entry selectAllBlocked() {
		return entry("select-all-blocked", new SelectAllBlocked(),
				"a generator waits for a reader or for quit, and neither comes", STUCK_FOR_EVER,
				"the reader closes the generator's scope when it stops",
				Form.ending("quit", "the reader says quit in finally", SelectAllBlocked::quit));
	}

	private static Entry neverInitialised() {
		return entry("never-initialised", new NeverInitialised(), "a task waits on a future that nobody holds",
				STUCK_FOR_EVER, "somebody holds the future and completes it");
	}

	private static Entry infiniteLoop() {
		return entry("infinite-loop", new InfiniteLoop(), "a task prints for ever", RUNAWAY, "the loop has an end",
				Form.leaking("storm", "an endless loop launches such loops, and ends when one is refused", LIMIT,
						InfiniteLoop::storm));
	}

	private static Entry lockNeverReleased() {
		return entry("lock-never-released", new LockNeverReleased(),
				"two tasks take a lock, the first forgets to unlock", STUCK_FOR_EVER, "both unlock in finally",
				Form.leaking("monitor", "a task waits for ever inside a monitor that a second wants", STUCK,
						LockNeverReleased::monitor));
	}

	private static Entry latchMiscounted() {
		return entry("latch-miscounted", new LatchMiscounted(), "a latch of four, three countdowns and a waiter",
				STUCK_FOR_EVER, "four countdowns",
				Form.ending("joined", "a scope joins three tasks, and nobody counts", LatchMiscounted::joined));
	}

	private static Entry ignoresInterrupt() {
		return entry("ignores-interrupt", new IgnoresInterrupt(),
				"a task past its timeout swallows the interrupt and continues, for 30 s at most", OVERDUE,
				"the task ends when it is interrupted", Form.ending("on-cancel",
						"the wait cannot be interrupted, but onCancel ends it", IgnoresInterrupt::onCancel));
	}

	private static Entry outlivesScope() {
		return entry("outlives-scope", new OutlivesScope(),
				"a scope closes over a child in uninterruptible work, which ends after 30 s", OVERDUE,
				"the child ends when its scope closes");
	}

	// Nothing leaks here, so the broken form ends as well
	private static Entry panic() {
		IndexOutOfBounds scenario = new IndexOutOfBounds();
		return new Entry("panic", List.of(
				new Form("leak", "a task reads beyond the end of an array", HANDLER, true, scenario::leak),
				Form.ending("fixed", "the task checks the length first", scenario::fixed),
				new Form("own-handler", "the task brings a handler of its own", HANDLER, true,
						IndexOutOfBounds::ownHandler),
				new Form("wild", "a raw thread panics, out of reach of the catch around its start", List.of(), true,
						IndexOutOfBounds::wild),
				Form.ending("caught", "no task: the caller itself panics and catches it", IndexOutOfBounds::caught)));
	}

	static List<Entry> entries() {
		return ENTRIES;
	}

	static List<String> names() {
		return ENTRIES.stream().map(Entry::name).toList();
	}

	static Optional<Entry> find(String name) {
		return ENTRIES.stream().filter((entry) -> entry.name().equals(name)).findFirst();
	}

	/**
	 * A scenario.
	 *
	 * @param name its name, and that of its tasks
	 * @param forms its forms, {@code leak} and {@code fixed} first
	 */
	record Entry(String name, List<Form> forms) {

		Optional<Form> form(String wanted) {
			return this.forms.stream().filter((form) -> form.name().equals(wanted)).findFirst();
		}

		List<String> formNames() {
			return this.forms.stream().map(Form::name).toList();
		}

	}

}
