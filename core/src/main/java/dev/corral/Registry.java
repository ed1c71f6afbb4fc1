package dev.corral;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.corral.snapshot.Counts;

/** Every accepted task that has not settled, and the books by name. */
final class Registry {

	static final String OTHER = "other";

	private static final int STRIPES = 16;

	private final Stripe[] stripes = new Stripe[STRIPES];

	private final Map<String, NameBook> books = new ConcurrentHashMap<>();

	private final NameBook other;

	private final int maxNames;

	Registry(int maxNames) {
		this.maxNames = maxNames;
		for (int i = 0; i < STRIPES; i++) {
			this.stripes[i] = new Stripe();
		}
		this.other = newBook(OTHER);
	}

	NameBook book(String name) {
		NameBook book = this.books.get(name);
		return (book != null) ? book : learn(name);
	}

	private NameBook learn(String name) {
		synchronized (this.other) {
			NameBook known = this.books.get(name);
			if (known != null) {
				return known;
			}
			if (name.equals(OTHER) || this.books.size() >= this.maxNames) {
				return this.other;
			}
			NameBook book = newBook(name);
			this.books.put(name, book);
			return book;
		}
	}

	private NameBook newBook(String name) {
		return new NameBook(name, STRIPES, (index) -> new Tally(this.stripes[index]));
	}

	Counts counts() {
		Counts sum = this.other.counts();
		for (NameBook book : this.books.values()) {
			sum = sum.plus(book.counts());
		}
		return sum;
	}

	SortedMap<String, Counts> countsByName() {
		SortedMap<String, Counts> counts = new TreeMap<>();
		this.books.forEach((name, book) -> counts.put(name, book.counts()));
		Counts rest = this.other.counts();
		if (!rest.equals(Counts.ZERO)) {
			counts.put(OTHER, rest);
		}
		return counts;
	}

	List<SupervisedTask<?>> tasks() {
		List<SupervisedTask<?>> tasks = new ArrayList<>();
		for (Stripe stripe : this.stripes) {
			tasks.addAll(stripe.tasks());
		}
		tasks.sort(Comparator.comparingLong(SupervisedTask::id));
		return tasks;
	}

}
