/**
 * Runs user code off the critical path, and queues of waiting threads.
 */
@NullMarked
package dev.corral.internal.callback;

import org.jspecify.annotations.NullMarked;
