/**
 * Walks over live tasks, for dumps, groups and profiles.
 */
@NullMarked
package dev.corral.internal.render;

import org.jspecify.annotations.NullMarked;
