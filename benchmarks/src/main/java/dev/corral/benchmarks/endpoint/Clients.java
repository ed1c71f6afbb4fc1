package dev.corral.benchmarks.endpoint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

import com.google.gson.Gson;

/**
 * Clients of a service, a thread each, that ask again as soon as they are answered. They
 * run in a virtual machine of their own, which takes its orders line by line: what to ask
 * for, upon which it prints a line when every client has had an answer, then any line to
 * end it, upon which it prints how they were answered.
 */
public final class Clients {

	private static final int OK = 200;

	private static final int TOO_MANY = 429;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<Thread> threads = new ArrayList<>();

	private final CountDownLatch answered;

	private final LongAdder complete = new LongAdder();

	private final LongAdder tooMany = new LongAdder();

	private final LongAdder others = new LongAdder();

	private final LongAdder bytes = new LongAdder();

	private volatile boolean ending;

	private Clients(URI service, Wish wish, int number) {
		this.answered = new CountDownLatch(number);
		List<HttpRequest> requests = wish.requests(service);
		for (int i = 0; i < number; i++) {
			int first = i;
			this.threads.add(Thread.ofPlatform().daemon().name("client-" + i).unstarted(() -> askOn(requests, first)));
		}
	}

	/**
	 * Takes orders until there are none.
	 * @param args the address of the service, and how many clients
	 * @throws Exception when no orders can be read
	 */
	public static void main(String[] args) throws Exception {
		BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		String wish = orders.readLine();
		while (wish != null) {
			Clients clients = new Clients(URI.create(args[0]), Wish.valueOf(wish), Integer.parseInt(args[1]));
			clients.begin();
			System.out.println(wish);
			orders.readLine();
			System.out.println(new Gson().toJson(clients.end()));
			wish = orders.readLine();
		}
	}

	private void begin() throws InterruptedException {
		this.threads.forEach(Thread::start);
		this.answered.await();
	}

	private Answers end() throws InterruptedException {
		this.ending = true;
		for (Thread thread : this.threads) {
			thread.join();
		}
		this.http.close();
		return new Answers(this.complete.sum(), this.tooMany.sum(), this.others.sum(), this.bytes.sum());
	}

	private void askOn(List<HttpRequest> requests, int first) {
		try {
			ask(requests.get(first % requests.size()));
		}
		finally {
			this.answered.countDown();
		}
		for (int i = first + 1; !this.ending; i++) {
			ask(requests.get(i % requests.size()));
		}
	}

	// An answer that breaks off is an exception
	private void ask(HttpRequest request) {
		try {
			int status = this.http
				.send(request,
						(head) -> HttpResponse.BodySubscribers
							.ofByteArrayConsumer((part) -> this.bytes.add(part.map((some) -> some.length).orElse(0))))
				.statusCode();
			switch (status) {
				case OK -> this.complete.increment();
				case TOO_MANY -> this.tooMany.increment();
				default -> this.others.increment();
			}
		}
		catch (IOException | RuntimeException ex) {
			this.others.increment();
		}
		catch (InterruptedException ex) {
			this.ending = true;
			Thread.currentThread().interrupt();
		}
	}

	/** What clients ask for. */
	enum Wish {

		/** Something cheap. */
		HEALTH {
			@Override
			List<HttpRequest> requests(URI service) {
				return List.of(request(service, "health", "application/json"));
			}
		},

		/** Dumps of all kinds, in turn. */
		TASKS {
			@Override
			List<HttpRequest> requests(URI service) {
				List<HttpRequest> requests = new ArrayList<>();
				for (String query : List.of("", "?view=grouped", "?limit=all")) {
					for (String type : List.of("application/json", "text/plain")) {
						requests.add(request(service, "tasks" + query, type));
					}
				}
				return requests;
			}
		};

		private static final Duration PATIENCE = Duration.ofMinutes(1);

		abstract List<HttpRequest> requests(URI service);

		private static HttpRequest request(URI service, String what, String accept) {
			return HttpRequest.newBuilder(service.resolve("/actuator/" + what))
				.header("Accept", accept)
				.timeout(PATIENCE)
				.build();
		}

	}

	/**
	 * How clients were answered.
	 *
	 * @param complete with 200, to the end
	 * @param tooMany with 429
	 * @param others with something else, or not to the end
	 * @param bytes in all bodies
	 */
	record Answers(long complete, long tooMany, long others, long bytes) {

	}

}
