package dev.corral.spring.boot.metrics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.corral.monitor.TaskMonitor;

/** A monitor that counts how often it is read, and can be made to fail or block. */
final class CountedMonitor {

	private final Map<String, Integer> calls = new ConcurrentHashMap<>();

	private final Map<String, Action> before = new ConcurrentHashMap<>();

	private final TaskMonitor monitor;

	CountedMonitor(TaskMonitor delegate) {
		this.monitor = (TaskMonitor) Proxy.newProxyInstance(TaskMonitor.class.getClassLoader(),
				new Class<?>[] { TaskMonitor.class }, (proxy, method, arguments) -> {
					this.calls.merge(method.getName(), 1, Integer::sum);
					this.before.getOrDefault(method.getName(), Action.NOTHING).run();
					try {
						return method.invoke(delegate, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	TaskMonitor monitor() {
		return this.monitor;
	}

	int calls(String method) {
		return this.calls.getOrDefault(method, 0);
	}

	// Done before each call of a method
	void before(String method, Action action) {
		this.before.put(method, action);
	}

	/** What happens before a call. */
	@FunctionalInterface
	interface Action {

		/** Nothing happens. */
		Action NOTHING = () -> {
		};

		void run() throws Exception;

	}

}
