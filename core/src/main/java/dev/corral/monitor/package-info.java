/** Immutable snapshots of tasks, scopes, panics and leaks. Depends on nothing. */
@NullMarked
package dev.corral.monitor;

import org.jspecify.annotations.NullMarked;
