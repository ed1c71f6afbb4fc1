/**
 * Scopes: their members, how they end and how they close.
 */
@NullMarked
package dev.corral.internal.scope;

import org.jspecify.annotations.NullMarked;
