package dev.corral.sample.shop;

import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import dev.corral.RecoveryHandler;
import dev.corral.monitor.Panic;

/** Hears of every panic; a real service would tell its error tracker. */
@Component
public class PanicLog implements RecoveryHandler {

	private static final Logger logger = LoggerFactory.getLogger(PanicLog.class);

	private final AtomicLong heard = new AtomicLong();

	@Override
	public void recover(Panic panic) {
		this.heard.incrementAndGet();
		logger.info("Recovered: {}", panic);
	}

	/**
	 * How many panics were heard of.
	 * @return a count
	 */
	public long heard() {
		return this.heard.get();
	}

}
