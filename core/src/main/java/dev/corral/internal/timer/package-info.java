/**
 * The deadlines of tasks and scopes, and the thread that waits for them.
 */
@NullMarked
package dev.corral.internal.timer;

import org.jspecify.annotations.NullMarked;
