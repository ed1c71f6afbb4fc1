package dev.corral.sample.shop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The services the shop calls, inside the same application: mostly quick, sometimes far
 * too slow, sometimes broken. Which answer is which follows from its number alone.
 */
@RestController
class StandIns {

	private static final int SLOW_FACTOR = 100;

	private final ShopProperties properties;

	private final AtomicLong answers = new AtomicLong();

	StandIns(ShopProperties properties) {
		this.properties = properties;
	}

	@GetMapping("/stand-in/{service}")
	ResponseEntity<String> answer(@PathVariable String service) throws InterruptedException {
		long mixed = mix(this.answers.incrementAndGet());
		long permille = Math.floorMod(mixed, 1000L);
		Duration latency = this.properties.latency();
		if (permille < this.properties.failing()) {
			return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(service + " is broken");
		}
		if (permille < this.properties.failing() + this.properties.slow()) {
			Thread.sleep(latency.multipliedBy(SLOW_FACTOR));
		}
		else {
			Thread.sleep(Duration.ofNanos(Math.floorMod(mixed >>> 20, Math.max(1, latency.toNanos()))));
		}
		return ResponseEntity.ok(service + " is fine");
	}

	// The finalizer of a splitmix generator (Steele, Lea and Flood, 2014)
	private static long mix(long number) {
		long mixed = number * 0x9e3779b97f4a7c15L;
		mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
		return mixed ^ (mixed >>> 31);
	}

}
