/** Supervised tasks: launchers, scopes, tasks and their configuration. */
@NullMarked
package dev.corral;

import org.jspecify.annotations.NullMarked;
