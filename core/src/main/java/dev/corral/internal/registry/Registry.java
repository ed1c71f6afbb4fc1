package dev.corral.internal.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.TaskSettings;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.Patience;
import dev.corral.internal.platform.SpinLock;
import dev.corral.internal.util.Counter;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.Counts;

/**
 * All accepted tasks that have not settled, and the counters by name.
 *
 * @param <E> what stands in it
 */
@SuppressWarnings("GuardedBy")
public final class Registry<E extends RegistryEntry> {

	static final String OTHER = "other";

	private static final int STRIPES = 16;

	/** How many launches of a stripe share a look at which of them live on. */
	private static final int CHUNK = 256;

	/**
	 * How many chunks of launches have the time to begin and to end before they get old.
	 */
	private static final int YOUNG_CHUNKS = 8;

	private final Counter ids = new Counter();

	private final Stripe[] stripes = new Stripe[STRIPES];

	/**
	 * Names are only added, each under {@code learning}: so no thread ever waits for one
	 * of the locks within this map.
	 */
	private final Map<String, NameStats> books = new ConcurrentHashMap<>();

	private final SpinLock learning = new SpinLock();

	/** A change replaces the list. */
	@GuardedBy("learning")
	private List<Consumer<String>> nameListeners = List.of();

	/** How many verdicts stand, under all names. */
	private final AtomicLong leaked = new AtomicLong();

	private final NameStats other;

	private final Backend backend;

	private final Object host;

	private final int maxNames;

	/**
	 * Makes an empty registry.
	 * @param environment backend, configuration and clock of the launcher
	 * @param host the host of its entries; passed on, not used
	 * @param records makes records of old tasks, {@code null} to hold the tasks
	 * themselves
	 */
	public Registry(Environment environment, Object host, RegistryRecord.@Nullable Maker records) {
		Map<String, TaskSettings> settings = environment.config().taskSettings();
		this.backend = environment.backend();
		this.host = host;
		this.maxNames = environment.config().maxNames();
		if (settings.size() > this.maxNames) {
			throw new IllegalArgumentException(
					"'taskSettings' must name at most " + Plural.of(this.maxNames, "task", "tasks")
							+ " ('maxNames', property corral.max-names), but named " + settings.size());
		}
		for (int i = 0; i < STRIPES; i++) {
			this.stripes[i] = new Stripe(this.ids, CHUNK, YOUNG_CHUNKS, records);
		}
		this.other = newStats(OTHER, null);
		settings.forEach((name, value) -> this.books.put(name, newStats(name, value)));
	}

	private NameStats newStats(String name, @Nullable TaskSettings settings) {
		return new NameStats(name, settings, this.stripes, this.leaked, this.host);
	}

	public NameStats stats(String name) {
		NameStats stats = this.books.get(name);
		return (stats != null) ? stats : learn(name);
	}

	private NameStats learn(String name) {
		if (name.equals(OTHER) || this.books.size() >= this.maxNames) {
			return this.other;
		}
		NameStats stats = newStats(name, null);
		List<Consumer<String>> told;
		this.learning.lock();
		try {
			NameStats known = this.books.get(name);
			if (known != null) {
				return known;
			}
			if (this.books.size() >= this.maxNames) {
				return this.other;
			}
			this.books.put(name, stats);
			told = this.nameListeners;
		}
		finally {
			this.learning.held = 0;
		}
		for (Consumer<String> listener : told) {
			addNameListener(listener, name);
		}
		return stats;
	}

	// Each name is passed on once, so an attempt that runs out of memory is repeated
	private void addNameListener(Consumer<String> listener, String name) {
		boolean told = false;
		while (!told) {
			try {
				listener.accept(name);
				told = true;
			}
			catch (OutOfMemoryError ex) {
				Patience.pause(this.backend, this);
			}
		}
	}

	// Passes on every name, those known and those to come, each once
	public void addNameListener(Consumer<String> listener) {
		List<String> known;
		this.learning.lock();
		try {
			known = List.copyOf(this.books.keySet());
			this.nameListeners = with(listener);
		}
		finally {
			this.learning.held = 0;
		}
		known.forEach(listener);
		listener.accept(OTHER);
	}

	@GuardedBy("learning")
	private List<Consumer<String>> with(Consumer<String> listener) {
		List<Consumer<String>> more = new ArrayList<>(this.nameListeners);
		more.add(listener);
		return List.copyOf(more);
	}

	@SuppressWarnings("ReferenceEquality")
	public boolean removeNameListener(Consumer<String> listener) {
		this.learning.lock();
		try {
			List<Consumer<String>> before = this.nameListeners;
			this.nameListeners = before.stream().filter((other) -> other != listener).toList();
			return this.nameListeners.size() < before.size();
		}
		finally {
			this.learning.held = 0;
		}
	}

	public @Nullable NameStats findStats(String name) {
		return name.equals(OTHER) ? this.other : this.books.get(name);
	}

	public void limiters(Consumer<Limiter> action) {
		for (NameStats stats : this.books.values()) {
			limiter(stats, action);
		}
		limiter(this.other, action);
	}

	private static void limiter(NameStats stats, Consumer<Limiter> action) {
		Limiter limiter = stats.limiter();
		if (limiter != null) {
			action.accept(limiter);
		}
	}

	public Counts counts() {
		Counts sum = Counts.ZERO;
		for (Stripe stripe : this.stripes) {
			sum = sum.plus(stripe.read(null));
		}
		return sum.withLeaked(this.leaked.get());
	}

	// The books of other stand last and only when something stands in them
	public <V> SortedMap<String, V> byName(Function<NameStats, V> reading) {
		SortedMap<String, V> values = new TreeMap<>();
		this.books.forEach((name, stats) -> values.put(name, reading.apply(stats)));
		if (!this.other.counts().equals(Counts.ZERO)) {
			values.put(OTHER, reading.apply(this.other));
		}
		return values;
	}

	public long nextId() {
		return this.ids.next();
	}

	public LaunchClock clock(Backend backend) {
		return new LaunchClock(backend, this.ids);
	}

	public long lastId() {
		return this.ids.last();
	}

	// The stripe of the calling thread, so that few threads share one
	static int stripeOfThread() {
		return (int) Thread.currentThread().threadId() & (STRIPES - 1);
	}

	public Stripe[] all() {
		return this.stripes;
	}

	@SuppressWarnings("unchecked")
	public @Nullable E find(long id) {
		for (Stripe stripe : this.stripes) {
			E task = (E) stripe.take(new StripePosition(id - 1, true), id);
			if (task != null) {
				return task;
			}
		}
		return null;
	}

	public StripesCursor<E> cursor(long after, long last) {
		return new StripesCursor<>(this.stripes, after, last, true);
	}

	// Every task, oldest first, those whose launch is not through, too; the action runs
	// without a lock and may settle tasks
	public void forEach(Consumer<? super E> action) {
		StripesCursor<E> cursor = new StripesCursor<>(this.stripes, 0, Long.MAX_VALUE - 1, false);
		for (E task = cursor.next(); task != null; task = cursor.next()) {
			action.accept(task);
		}
	}

	// In proof mode: what was launched before a time is held by records from now on
	public void age(long launchedBefore) {
		for (Stripe stripe : this.stripes) {
			stripe.age(launchedBefore);
		}
	}

	// Books what is gone, so that nothing of it stays while nobody launches or reads
	public void catchUp() {
		for (Stripe stripe : this.stripes) {
			stripe.catchUp();
		}
	}

	// Over all that is launched from now on and is still here when it comes by
	public Sweep<E> sweep() {
		return new Sweep<>(this.stripes);
	}

}
