package dev.corral.spring.boot.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client that sends a request, reads the first line of the response and then nothing
 * more.
 */
public final class SlowReader implements AutoCloseable {

	/** Small, so that what is not read stays in the buffers of the server. */
	private static final int RECEIVE_BUFFER = 4096;

	private final Socket socket = new Socket();

	private final String statusLine;

	public SlowReader(int port, String rest, String accept) throws IOException {
		this.socket.setReceiveBufferSize(RECEIVE_BUFFER);
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		this.socket.getOutputStream()
			.write(("GET /actuator/tasks" + rest + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
					+ "\r\nConnection: close\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		this.statusLine = line(this.socket.getInputStream());
	}

	private static String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int unit = in.read(); unit != -1 && unit != '\n'; unit = in.read()) {
			line.write(unit);
		}
		return line.toString(StandardCharsets.US_ASCII).strip();
	}

	public String statusLine() {
		return this.statusLine;
	}

	public boolean isServed() {
		return this.statusLine.startsWith("HTTP/1.1 200");
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
