package dev.corral.internal.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

import dev.corral.TaskSettings;
import dev.corral.internal.limit.Limiter;
import dev.corral.internal.platform.Backend;
import dev.corral.internal.platform.Environment;
import dev.corral.internal.platform.MemoryRetry;
import dev.corral.internal.platform.SpinLock;
import dev.corral.internal.util.Counter;
import dev.corral.internal.util.Plural;
import dev.corral.monitor.Counts;

/**
 * All accepted tasks that have not settled, and the statistics by name.
 *
 * @param <E> the type of the entries
 */
@SuppressWarnings("GuardedBy")
public final class Registry<E extends RegistryEntry> {

	static final String OTHER = "other";

	private static final int STRIPES = 16;

	private static final int CHUNK_SIZE = 256;

	/** How many chunks of later launches a task may outlive before it becomes old. */
	private static final int YOUNG_CHUNKS = 8;

	/**
	 * The counters of how many names are read under a lock at once: launches wait for it.
	 */
	private static final int NAMES_AT_ONCE = 256;

	private final Counter ids = new Counter();

	private final Saturation saturation = new Saturation();

	private final Stripe[] stripes = new Stripe[STRIPES];

	/**
	 * Names are only added, each under {@code namesLock}: so no thread ever waits for one
	 * of the locks within this map.
	 */
	private final Map<String, NameStats> byName = new ConcurrentHashMap<>();

	private final SpinLock namesLock = new SpinLock();

	/** A change replaces the list. */
	@GuardedBy("namesLock")
	private List<Consumer<String>> nameListeners = List.of();

	/** How many leaks are current, of all names. */
	private final AtomicLong leaked = new AtomicLong();

	private final LaunchClock clock;

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
		this.clock = new LaunchClock(this.backend, this.ids);
		this.host = host;
		this.maxNames = environment.config().maxNames();
		if (settings.size() > this.maxNames) {
			throw new IllegalArgumentException(
					"'taskSettings' must name at most " + Plural.of(this.maxNames, "task", "tasks")
							+ " ('maxNames', property corral.max-names), but named " + settings.size());
		}
		for (int i = 0; i < STRIPES; i++) {
			this.stripes[i] = new Stripe(this.ids, this.saturation, CHUNK_SIZE, YOUNG_CHUNKS, records);
		}
		this.other = newStats(OTHER, null);
		settings.forEach((name, value) -> this.byName.put(name, newStats(name, value)));
	}

	private NameStats newStats(String name, @Nullable TaskSettings settings) {
		NameStats stats = new NameStats(name, settings, STRIPES, this.leaked);
		for (int i = 0; i < STRIPES; i++) {
			stats.counters[i] = this.stripes[i].newCounters(i, stats, this.host);
		}
		return stats;
	}

	public NameStats stats(String name) {
		NameStats stats = this.byName.get(name);
		return (stats != null) ? stats : add(name);
	}

	private NameStats add(String name) {
		if (name.equals(OTHER) || this.byName.size() >= this.maxNames) {
			return this.other;
		}
		NameStats stats = newStats(name, null);
		List<Consumer<String>> listeners;
		this.namesLock.lock();
		try {
			NameStats known = this.byName.get(name);
			if (known != null) {
				return known;
			}
			if (this.byName.size() >= this.maxNames) {
				return this.other;
			}
			this.byName.put(name, stats);
			listeners = this.nameListeners;
		}
		finally {
			this.namesLock.held = 0;
		}
		for (Consumer<String> listener : listeners) {
			notify(listener, name);
		}
		return stats;
	}

	// Each name is passed on once, so an attempt that runs out of memory is repeated
	private void notify(Consumer<String> listener, String name) {
		boolean done = false;
		while (!done) {
			try {
				listener.accept(name);
				done = true;
			}
			catch (OutOfMemoryError ex) {
				MemoryRetry.pause(this.backend, this);
			}
		}
	}

	// Passes on every name, those there are and those to come, each once
	public void addNameListener(Consumer<String> listener) {
		List<String> known;
		this.namesLock.lock();
		try {
			known = List.copyOf(this.byName.keySet());
			List<Consumer<String>> more = new ArrayList<>(this.nameListeners);
			more.add(listener);
			this.nameListeners = List.copyOf(more);
		}
		finally {
			this.namesLock.held = 0;
		}
		known.forEach(listener);
		listener.accept(OTHER);
	}

	@SuppressWarnings("ReferenceEquality")
	public boolean removeNameListener(Consumer<String> listener) {
		this.namesLock.lock();
		try {
			List<Consumer<String>> before = this.nameListeners;
			this.nameListeners = before.stream().filter((other) -> other != listener).toList();
			return this.nameListeners.size() < before.size();
		}
		finally {
			this.namesLock.held = 0;
		}
	}

	public @Nullable NameStats findStats(String name) {
		return name.equals(OTHER) ? this.other : this.byName.get(name);
	}

	public void limiters(Consumer<Limiter> action) {
		for (NameStats stats : this.byName.values()) {
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

	public Counts counts(NameStats stats) {
		Counts sum = Counts.ZERO;
		for (int i = 0; i < STRIPES; i++) {
			sum = sum.plus(this.stripes[i].read(stats.counters[i]));
		}
		return sum.withLeaked(stats.leaked());
	}

	// The shared name is there only when something was counted under it
	public SortedMap<String, Counts> countsByName() {
		List<NameStats> names = new ArrayList<>(this.byName.values());
		names.add(this.other);
		SortedMap<String, Counts> counts = new TreeMap<>();
		for (int from = 0; from < names.size(); from += NAMES_AT_ONCE) {
			read(names.subList(from, Math.min(from + NAMES_AT_ONCE, names.size())), counts);
		}
		counts.remove(OTHER, Counts.ZERO);
		return counts;
	}

	// In one pass over the stripes
	private void read(List<NameStats> names, Map<String, Counts> counts) {
		Counters[] sums = new Counters[names.size()];
		Arrays.setAll(sums, (i) -> new Counters());
		StripeCounters[] counters = new StripeCounters[names.size()];
		for (int stripe = 0; stripe < STRIPES; stripe++) {
			for (int i = 0; i < counters.length; i++) {
				counters[i] = names.get(i).counters[stripe];
			}
			this.stripes[stripe].addTo(sums, counters);
		}
		for (int i = 0; i < sums.length; i++) {
			NameStats stats = names.get(i);
			counts.put(stats.name(), sums[i].read().withLeaked(stats.leaked()));
		}
	}

	public long nextId() {
		return this.ids.next();
	}

	public LaunchClock clock() {
		return this.clock;
	}

	public long lastId() {
		return this.ids.last();
	}

	public Saturation saturation() {
		return this.saturation;
	}

	public Stripe[] stripes() {
		return this.stripes;
	}

	@SuppressWarnings("unchecked")
	public @Nullable E find(long id) {
		for (Stripe stripe : this.stripes) {
			E task = (E) new StripePosition(stripe, id - 1, true).take(id);
			if (task != null) {
				return task;
			}
		}
		return null;
	}

	// All tasks whose launch is complete, oldest first
	public StripesCursor<E> cursor() {
		return cursor(0, Long.MAX_VALUE - 1);
	}

	public StripesCursor<E> cursor(long after, long last) {
		return new StripesCursor<>(positions(after, true), after, last);
	}

	// Every task, oldest first, including those whose launch is not complete. The action
	// runs without a lock and may settle tasks
	public void forEach(Consumer<? super E> action) {
		StripesCursor<E> cursor = new StripesCursor<>(positions(0, false), 0, Long.MAX_VALUE - 1);
		for (E task = cursor.next(); task != null; task = cursor.next()) {
			action.accept(task);
		}
	}

	/**
	 * Positions of a reader that meets each task once, in order of launch in each stripe,
	 * if it is still there.
	 * @param after the id to begin after
	 * @param launchedOnly whether to pass over tasks whose launch is not complete
	 * @return a position for each stripe
	 */
	public StripePosition[] positions(long after, boolean launchedOnly) {
		StripePosition[] positions = new StripePosition[STRIPES];
		for (int i = 0; i < STRIPES; i++) {
			positions[i] = new StripePosition(this.stripes[i], after, launchedOnly);
		}
		return positions;
	}

	// In proof mode: what was launched before a time is held by records from now on
	public void age(long launchedBefore) {
		for (Stripe stripe : this.stripes) {
			stripe.age(launchedBefore);
		}
	}

	// Counts tasks that are gone, so that their tombstones do not stay until the next
	// launch
	public void catchUp() {
		for (Stripe stripe : this.stripes) {
			stripe.catchUp();
		}
	}

}
