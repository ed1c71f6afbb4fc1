package dev.corral.benchmarks.endpoint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.List;

import com.google.gson.Gson;

import dev.corral.benchmarks.JavaCommand;

/** The virtual machine of {@link Clients}, as seen from that of the service. */
final class ClientsProcess implements AutoCloseable {

	private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

	private final Process process;

	private final Writer orders;

	private final BufferedReader reports;

	private ClientsProcess(Process process) {
		this.process = process;
		this.orders = process.outputWriter();
		this.reports = process.inputReader();
	}

	static ClientsProcess start(URI service, int number) throws IOException {
		return new ClientsProcess(
				new ProcessBuilder(JavaCommand.of(OPTIONS, Clients.class, service.toString(), String.valueOf(number)))
					.redirectError(Redirect.INHERIT)
					.start());
	}

	// Returns when every client has had an answer
	void begin(Clients.Wish wish) throws IOException {
		order(wish.name());
	}

	// Returns when every client has had its last
	Clients.Answers end() throws IOException {
		return new Gson().fromJson(order("end"), Clients.Answers.class);
	}

	private String order(String line) throws IOException {
		this.orders.write(line + "\n");
		this.orders.flush();
		String report = this.reports.readLine();
		if (report == null) {
			throw new IOException("the clients' virtual machine has ended");
		}
		return report;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
