package dev.corral.spring.boot.endpoint;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

import dev.corral.monitor.ScopeSnapshot;
import dev.corral.monitor.ScopeTree;

/**
 * One scope.
 *
 * @param id its id
 * @param path its path
 * @param ageMillis milliseconds since it was opened
 * @param live tasks of its own that have not settled
 * @param leaked those under a verdict
 * @param deadline when its time is up
 * @param cancelled why it is cancelled
 * @param children the scopes below it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({ "id", "path", "ageMillis", "live", "leaked", "deadline", "cancelled", "children" })
record ScopeBody(long id, String path, long ageMillis, long live, long leaked, @Nullable Instant deadline,
		@Nullable String cancelled, List<ScopeBody> children) {

	static ScopeBody of(ScopeTree tree) {
		ScopeSnapshot scope = tree.scope();
		return new ScopeBody(scope.id(), scope.path(), scope.age().toMillis(), scope.live(), scope.leaked(),
				scope.deadline(), scope.cancelled(), tree.children().stream().map(ScopeBody::of).toList());
	}

}
