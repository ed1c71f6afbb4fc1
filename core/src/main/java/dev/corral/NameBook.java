package dev.corral;

import java.util.function.IntFunction;

import dev.corral.snapshot.Counts;

/** The books of one task name, one tally per stripe. */
final class NameBook {

	private final String name;

	private final Tally[] tallies;

	NameBook(String name, int stripes, IntFunction<Tally> tally) {
		this.name = name;
		this.tallies = new Tally[stripes];
		for (int i = 0; i < stripes; i++) {
			this.tallies[i] = tally.apply(i);
		}
	}

	String name() {
		return this.name;
	}

	Tally tally(long id) {
		return this.tallies[(int) (id & (this.tallies.length - 1))];
	}

	Counts counts() {
		Counts sum = Counts.ZERO;
		for (Tally tally : this.tallies) {
			sum = sum.plus(tally.stripe.read(tally));
		}
		return sum;
	}

}
