@NullMarked
package dev.corral.model;

import org.jspecify.annotations.NullMarked;
