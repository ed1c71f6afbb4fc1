/** What happened, for listeners. */
@NullMarked
package dev.corral.event;

import org.jspecify.annotations.NullMarked;
