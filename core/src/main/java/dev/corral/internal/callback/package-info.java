/**
 * User code off the critical path, and threads that wait.
 */
@NullMarked
package dev.corral.internal.callback;

import org.jspecify.annotations.NullMarked;
