/**
 * The state that the watcher keeps for an old task.
 */
@NullMarked
package dev.corral.internal.watch;

import org.jspecify.annotations.NullMarked;
