/**
 * One task from its state machine to the moment when all is given back.
 */
@NullMarked
package dev.corral.internal.task;

import org.jspecify.annotations.NullMarked;
