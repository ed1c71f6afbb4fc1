/** The leak laboratory: every classic leak, and how it is fixed. */
@NullMarked
package dev.corral.sample.lab;

import org.jspecify.annotations.NullMarked;
