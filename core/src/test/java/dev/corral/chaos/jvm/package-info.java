/**
 * Hostile programs that each need a virtual machine of their own: the stack, the heap,
 * native threads or all carriers are taken, and afterwards everything has to work.
 */
@NullMarked
package dev.corral.chaos.jvm;

import org.jspecify.annotations.NullMarked;
