@NullMarked
package dev.corral.internal.task;

import org.jspecify.annotations.NullMarked;
