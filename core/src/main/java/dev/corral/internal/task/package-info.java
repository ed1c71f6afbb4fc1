/**
 * One task: its state machine, how it runs, and how it ends.
 */
@NullMarked
package dev.corral.internal.task;

import org.jspecify.annotations.NullMarked;
