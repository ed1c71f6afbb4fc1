package dev.corral;

/**
 * What walks and dumps use of one launcher.
 *
 * @param environment the launcher's clock and configuration
 * @param registry its tasks
 * @param scopes its scopes
 */
record LiveTasks(Environment environment, Registry<SupervisedTask<?>> registry, Scopes scopes) {

}
