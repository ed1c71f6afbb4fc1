/**
 * Finds leaks and reports them: the watcher, verdicts, deadlocks, warnings.
 */
@NullMarked
package dev.corral.internal.leak;

import org.jspecify.annotations.NullMarked;
