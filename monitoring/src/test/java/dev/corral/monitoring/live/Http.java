package dev.corral.monitoring.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests to services on the loopback interface. */
final class Http {

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private Http() {
	}

	static HttpResponse<String> get(int port, String path) {
		return send(request(port, path).GET());
	}

	static HttpResponse<String> get(int port, String path, Map<String, String> parameters) {
		return get(port,
				path + parameters.entrySet()
					.stream()
					.map((entry) -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
					.collect(Collectors.joining("&", "?", "")));
	}

	static HttpResponse<String> post(int port, String path) {
		return send(request(port, path).POST(HttpRequest.BodyPublishers.noBody()));
	}

	static HttpResponse<String> delete(int port, String path) {
		return send(request(port, path).DELETE());
	}

	private static HttpRequest.Builder request(int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
