package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The parts of a response that is a list, each rendered when it is asked for. To be used
 * by one thread.
 *
 * @param <T> the type of the items
 * @param head renders what comes before the items
 * @param item renders an item
 * @param foot renders what comes after the items
 */
record ResponseParts<T>(Supplier<byte[]> head, Function<T, byte[]> item, Supplier<byte[]> foot) {

	/**
	 * Renders the parts while they are read. The stream holds one item at a time, and
	 * renders no further one once it is closed.
	 * @param items returns one item at a time, then nothing
	 * @param limit how many items at most
	 * @param onClose called once, when the stream is closed
	 * @return all parts
	 */
	InputStream stream(Supplier<Optional<T>> items, long limit, Runnable onClose) {
		Stream<byte[]> rendered = Stream.generate(items)
			.limit(limit)
			.takeWhile(Optional::isPresent)
			.map((next) -> this.item.apply(next.orElseThrow()));
		Pending pending = new Pending(Stream
			.concat(Stream.generate(this.head).limit(1), Stream.concat(rendered, Stream.generate(this.foot).limit(1)))
			.iterator());
		return new SequenceInputStream(pending) {

			private boolean closed;

			@Override
			public void close() throws IOException {
				pending.discard();
				super.close();
				if (!this.closed) {
					this.closed = true;
					onClose.run();
				}
			}

		};
	}

	/**
	 * The parts that have not been read; {@link SequenceInputStream} asks for this type.
	 */
	@SuppressWarnings("JdkObsolete")
	private static final class Pending implements Enumeration<InputStream> {

		private Iterator<byte[]> parts;

		private Pending(Iterator<byte[]> parts) {
			this.parts = parts;
		}

		@Override
		public boolean hasMoreElements() {
			return this.parts.hasNext();
		}

		@Override
		public InputStream nextElement() {
			return new ByteArrayInputStream(this.parts.next());
		}

		private void discard() {
			this.parts = Collections.emptyIterator();
		}

	}

}
