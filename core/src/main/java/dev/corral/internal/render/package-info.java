/**
 * Walks over live tasks and what is made of that: dumps, groups, profiles.
 */
@NullMarked
package dev.corral.internal.render;

import org.jspecify.annotations.NullMarked;
