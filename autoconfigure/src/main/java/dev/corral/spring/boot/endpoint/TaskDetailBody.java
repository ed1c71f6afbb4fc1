package dev.corral.spring.boot.endpoint;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.corral.monitor.StackSample;
import dev.corral.monitor.TaskSnapshot;

/**
 * One task and where it was seen while the answer was made.
 *
 * @param task the task
 * @param samples the sights, in order, equal ones together
 */
record TaskDetailBody(@JsonUnwrapped TaskBody task, List<SampleBody> samples) implements OperationResponseBody {

	static TaskDetailBody of(TaskSnapshot task, List<StackSample> samples) {
		return new TaskDetailBody(TaskBody.of(task), samples.stream().map(SampleBody::of).toList());
	}

	/**
	 * A sight of its thread.
	 *
	 * @param times how many times running
	 * @param state the state of the thread
	 * @param stack its frames, innermost first
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	@JsonPropertyOrder({ "times", "state", "stack" })
	record SampleBody(int times, String state, List<String> stack) {

		static SampleBody of(StackSample sample) {
			return new SampleBody(sample.times(), sample.state().name(), TaskBody.frames(sample.stack()));
		}

	}

}
