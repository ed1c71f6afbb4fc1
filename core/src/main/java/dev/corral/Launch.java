package dev.corral;

import org.jspecify.annotations.Nullable;

/**
 * A launch that has no task yet.
 *
 * @param book the books of the task's name
 * @param scope where to, {@code null} for the root
 * @param name the task's checked name
 * @param body a {@link TaskBody} or a callable
 * @param launching the task that launches, {@code null} for none
 */
record Launch(NameBook book, @Nullable Scope scope, String name, Object body, @Nullable SupervisedTask<?> launching) {

}
