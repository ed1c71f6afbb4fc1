package dev.corral.loaders;

import java.util.concurrent.Callable;

/** Bodies that any class loader may load, and a launcher of another one may launch. */
public final class Bodies implements Callable<String>, Runnable {

	@Override
	public String call() {
		return "called";
	}

	@Override
	public void run() {
		// Nothing is left of it
	}

	public static Callable<String> calledLambda() {
		return () -> "called";
	}

	public static Runnable runLambda() {
		return () -> {
		};
	}

}
