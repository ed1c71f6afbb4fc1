package dev.corral;

/**
 * Where tasks and scopes of a launcher are read.
 *
 * @param environment the launcher's clock and configuration
 * @param registry its tasks
 * @param scopes its scopes
 */
record LiveTasks(Environment environment, Registry<SupervisedTask<?>> registry, Scopes scopes) {

}
