package dev.corral.spring.boot.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An answer that is made while it is read: it holds one item at a time, however many
 * there are, and whoever stops reading stops the making. To be used by one thread.
 *
 * @param <T> the kind of the items
 */
final class AnswerStream<T> extends InputStream {

	private final Supplier<Optional<T>> items;

	private final long limit;

	private final AnswerWriter<T> writer;

	private final Runnable whenClosed;

	/** What was made and not read yet. */
	private final Made made = new Made();

	private Part next = Part.HEAD;

	private long shown;

	private boolean closed;

	/**
	 * Makes a stream.
	 * @param items the items, one at a time, then nothing
	 * @param limit how many of them at most
	 * @param writer makes a writer to a place
	 * @param whenClosed told once, when the stream is closed
	 */
	AnswerStream(Supplier<Optional<T>> items, long limit, Function<ByteArrayOutputStream, AnswerWriter<T>> writer,
			Runnable whenClosed) {
		this.items = items;
		this.limit = limit;
		this.writer = writer.apply(this.made);
		this.whenClosed = whenClosed;
	}

	@Override
	public int read() {
		return makeSome() ? this.made.take() : -1;
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		if (length == 0) {
			return 0;
		}
		return makeSome() ? this.made.take(target, offset, length) : -1;
	}

	@Override
	public int available() {
		return this.made.left();
	}

	// False at the end
	private boolean makeSome() {
		while (this.made.left() == 0 && this.next != Part.NOTHING) {
			this.made.reset();
			make();
		}
		return this.made.left() > 0;
	}

	private void make() {
		switch (this.next) {
			case HEAD -> {
				this.writer.head();
				this.next = Part.ITEM;
			}
			case ITEM -> {
				Optional<T> item = (this.shown < this.limit) ? this.items.get() : Optional.empty();
				if (item.isPresent()) {
					this.writer.item(item.get());
					this.shown++;
				}
				else {
					this.next = Part.FOOT;
				}
			}
			case FOOT -> {
				this.writer.foot();
				this.next = Part.NOTHING;
			}
			case NOTHING -> throw new IllegalStateException("nothing is left to be made");
		}
	}

	@Override
	public void close() throws IOException {
		this.made.reset();
		this.next = Part.NOTHING;
		if (!this.closed) {
			this.closed = true;
			this.whenClosed.run();
		}
	}

	private enum Part {

		HEAD, ITEM, FOOT, NOTHING

	}

	/** Bytes that can be read where they were written. */
	private static final class Made extends ByteArrayOutputStream {

		private int read;

		private int left() {
			return this.count - this.read;
		}

		private int take() {
			return this.buf[this.read++] & 0xff;
		}

		private int take(byte[] target, int offset, int length) {
			int some = Math.min(length, left());
			System.arraycopy(this.buf, this.read, target, offset, some);
			this.read += some;
			return some;
		}

		@Override
		public synchronized void reset() {
			super.reset();
			this.read = 0;
		}

	}

}
