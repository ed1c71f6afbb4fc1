package dev.corral.loaders;

import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.corral.Corral;

/** Loads some classes itself that its parent could load, too. */
final class OwnLoader extends URLClassLoader {

	private final Predicate<String> own;

	/**
	 * Makes a loader below that of the tests.
	 * @param own which classes it loads itself, by name
	 */
	OwnLoader(Predicate<String> own) {
		super(Stream.of(Corral.class, OwnLoader.class).map(OwnLoader::location).toArray(URL[]::new),
				OwnLoader.class.getClassLoader());
		this.own = own;
	}

	private static URL location(Class<?> type) {
		CodeSource source = Objects.requireNonNull(type.getProtectionDomain().getCodeSource());
		return source.getLocation();
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!this.own.test(name)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> known = findLoadedClass(name);
			return (known != null) ? known : findClass(name);
		}
	}

}
