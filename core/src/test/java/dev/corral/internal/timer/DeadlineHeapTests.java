package dev.corral.internal.timer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineHeapTests {

	@Test
	void alwaysGivesTheEarliestWhateverIsPutReKeyedAndTakenOut() {
		Random random = new Random(42);
		DeadlineHeap heap = new DeadlineHeap();
		List<Entry> model = new ArrayList<>();
		for (int step = 0; step < 20_000; step++) {
			int choice = random.nextInt(10);
			if (choice < 5 || model.isEmpty()) {
				Entry entry = new Entry();
				if (heap.isFull()) {
					heap.grow(new @Nullable Expirable[heap.nextCapacity()]);
				}
				heap.put(entry, random.nextInt(1000));
				model.add(entry);
			}
			else if (choice < 7) {
				heap.put(model.get(random.nextInt(model.size())), random.nextInt(1000));
			}
			else {
				Entry entry = model.remove(random.nextInt(model.size()));
				assertThat(heap.remove(entry)).isTrue();
				assertThat(heap.remove(entry)).isFalse();
			}
			assertThat(heap.size()).isEqualTo(model.size());
			Expirable first = heap.first();
			@Nullable Long earliest = model.stream().map(Entry::due).min(Comparator.naturalOrder()).orElse(null);
			assertThat((first != null) ? (Long) first.due() : null).isEqualTo(earliest);
		}
	}

	/** Something with a deadline. */
	private static final class Entry extends ExpirableEntry {

		@Override
		public boolean isOver() {
			return false;
		}

		@Override
		public void expire() {
		}

	}

}
