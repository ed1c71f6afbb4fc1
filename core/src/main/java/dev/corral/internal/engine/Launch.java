package dev.corral.internal.engine;

import org.jspecify.annotations.Nullable;

import dev.corral.TaskBody;
import dev.corral.internal.registry.NameStats;
import dev.corral.internal.scope.Scope;
import dev.corral.internal.task.SupervisedTask;

/**
 * A launch that has no task yet.
 *
 * @param stats the counters of the task's name
 * @param scope where to, {@code null} for the root
 * @param name the task's checked name
 * @param body a {@link TaskBody} or a callable
 * @param launching the task that launches, {@code null} for none
 */
record Launch(NameStats stats, @Nullable Scope scope, String name, Object body, @Nullable SupervisedTask<?> launching) {

}
