package dev.corral.chaos.jvm;

import java.util.ArrayList;
import java.util.List;

/** Collects calls of the public API. */
final class CallList {

	private final List<Call> calls = new ArrayList<>();

	List<Call> calls() {
		return this.calls;
	}

	void add(String method, String variant, Call.Preparation preparation, Call.Act act, Class<?>... expected) {
		this.calls.add(new Call(method, variant, preparation, act, List.of(expected)));
	}

	void add(String method, Call.Act act) {
		add(method, "", (s) -> {
		}, act);
	}

	void add(String method, Call.Preparation preparation, Call.Act act) {
		add(method, "", preparation, act);
	}

}
