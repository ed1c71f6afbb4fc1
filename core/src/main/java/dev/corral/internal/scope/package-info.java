/**
 * Scopes: what belongs to them, and how they end and close.
 */
@NullMarked
package dev.corral.internal.scope;

import org.jspecify.annotations.NullMarked;
