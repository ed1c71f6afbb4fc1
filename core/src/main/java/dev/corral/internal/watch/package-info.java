/**
 * What the watcher keeps of an old task.
 */
@NullMarked
package dev.corral.internal.watch;

import org.jspecify.annotations.NullMarked;
