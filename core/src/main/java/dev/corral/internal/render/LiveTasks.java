package dev.corral.internal.render;

import dev.corral.internal.platform.Environment;
import dev.corral.internal.registry.Registry;
import dev.corral.internal.scope.Scopes;
import dev.corral.internal.task.SupervisedTask;

/**
 * The parts of one launcher that walks and dumps use.
 *
 * @param environment the launcher's clock and configuration
 * @param registry its tasks
 * @param scopes its scopes
 */
public record LiveTasks(Environment environment, Registry<SupervisedTask<?>> registry, Scopes scopes) {

}
