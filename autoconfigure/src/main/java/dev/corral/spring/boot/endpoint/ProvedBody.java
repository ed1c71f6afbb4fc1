package dev.corral.spring.boot.endpoint;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.corral.monitor.RecentLeak;

/**
 * What a collection has proved.
 *
 * @param proved the tasks that are blocked for ever, ascending by id
 * @param hint why nothing can be proved, where that is so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({ "proved", "hint" })
record ProvedBody(List<LeakBody> proved, @Nullable String hint) implements OperationResponseBody {

	private static final String HINT = "proofs are off; they need corral.leak.prove-unreachable=true, "
			+ "and a virtual machine started with -Djdk.trackAllThreads=false, or a starter that saw the property early";

	static ProvedBody of(List<RecentLeak> leaks, boolean on) {
		return new ProvedBody(leaks.stream().map(LeakBody::of).toList(), (leaks.isEmpty() && !on) ? HINT : null);
	}

}
