package dev.corral.sample.shop;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import dev.corral.CancellationScope;
import dev.corral.ScopeConfig;
import dev.corral.TaskLauncher;
import dev.corral.TaskTimeoutException;

/**
 * Sells: three checks run side by side under one deadline, and the first that fails ends
 * the others; the receipt follows on its own.
 */
@RestController
class Checkout {

	private static final int MAX_QUANTITY = 1000;

	private final TaskLauncher tasks;

	private final Services services;

	private final ShopProperties properties;

	Checkout(TaskLauncher tasks, Services services, ShopProperties properties) {
		this.tasks = tasks;
		this.services = services;
		this.properties = properties;
	}

	@PostMapping("/checkout")
	ResponseEntity<?> checkout(@RequestBody Order order) throws InterruptedException {
		if (order.items() == null || order.items().isEmpty()) {
			return problem(HttpStatus.BAD_REQUEST, "'items' must name at least one item");
		}
		if (order.quantity() < 1 || order.quantity() > MAX_QUANTITY) {
			return problem(HttpStatus.BAD_REQUEST,
					"'quantity' must be from 1 to " + MAX_QUANTITY + ", but was " + order.quantity());
		}
		try (CancellationScope checks = this.tasks.openScope("checkout",
				ScopeConfig.failFast().timeout(this.properties.deadline()))) {
			checks.launch("check-price", () -> this.services.call("price"));
			checks.launch("check-stock", () -> this.services.call("stock"));
			checks.launch("check-fraud", () -> this.services.call("fraud"));
			checks.join();
			this.tasks.launch("send-receipt", () -> this.services.call("mail"));
			return ResponseEntity.ok(new Receipt(order.items(), order.quantity(), "sold"));
		}
		catch (CompletionException ex) {
			return (ex.getCause() instanceof TaskTimeoutException)
					? problem(HttpStatus.GATEWAY_TIMEOUT, "the checks took longer than " + this.properties.deadline())
					: problem(HttpStatus.SERVICE_UNAVAILABLE, "a check failed");
		}
		catch (CancellationException | RejectedExecutionException ex) {
			return problem(HttpStatus.SERVICE_UNAVAILABLE, "the shop is too busy");
		}
	}

	private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
		return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail)).build();
	}

	/**
	 * What a client wants.
	 *
	 * @param items the names of the items
	 * @param quantity how many of each
	 */
	record Order(@Nullable List<String> items, int quantity) {

	}

	/**
	 * What a client gets.
	 *
	 * @param items the names of the items
	 * @param quantity how many of each
	 * @param status what became of the order
	 */
	record Receipt(List<String> items, int quantity, String status) {

	}

}
