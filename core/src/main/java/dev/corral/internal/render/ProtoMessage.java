package dev.corral.internal.render;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message in the wire format of Protocol Buffers, as far as profiles need it: fields
 * are numbers or have a length. Fields of the default value are left out, as proto3 has
 * it. Reused after {@link #clear()}. Used by one thread.
 */
final class ProtoMessage {

	private static final int VARINT = 0;

	private static final int LENGTH_DELIMITED = 2;

	private static final int MAX_VARINT = 10;

	private byte[] bytes = new byte[256];

	private int size;

	void number(int field, long value) {
		if (value != 0) {
			tag(field, VARINT);
			varint(value);
		}
	}

	void flag(int field) {
		number(field, 1);
	}

	// A member of a repeated field: the empty string is one too
	void text(int field, String value) {
		byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
		delimited(field, encoded, encoded.length);
	}

	void message(int field, ProtoMessage value) {
		delimited(field, value.bytes, value.size);
	}

	// Numbers of a repeated field, zeros too
	void packed(int field, long... values) {
		if (values.length == 0) {
			return;
		}
		int length = 0;
		for (long value : values) {
			length += lengthOf(value);
		}
		tag(field, LENGTH_DELIMITED);
		varint(length);
		for (long value : values) {
			varint(value);
		}
	}

	private void delimited(int field, byte[] value, int length) {
		tag(field, LENGTH_DELIMITED);
		varint(length);
		room(length);
		System.arraycopy(value, 0, this.bytes, this.size, length);
		this.size += length;
	}

	private void tag(int field, int type) {
		varint((field << 3) | type);
	}

	// Seven bits a byte, the lowest first; the eighth says that more follow
	private void varint(long value) {
		room(MAX_VARINT);
		long rest = value;
		while ((rest & ~0x7FL) != 0) {
			this.bytes[this.size++] = (byte) (rest | 0x80);
			rest >>>= 7;
		}
		this.bytes[this.size++] = (byte) rest;
	}

	private static int lengthOf(long value) {
		return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
	}

	private void room(int wanted) {
		if (this.bytes.length - this.size < wanted) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.size + wanted));
		}
	}

	void clear() {
		this.size = 0;
	}

	void writeTo(OutputStream out) throws IOException {
		out.write(this.bytes, 0, this.size);
	}

}
