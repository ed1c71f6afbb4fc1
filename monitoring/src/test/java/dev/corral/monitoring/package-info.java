@NullMarked
package dev.corral.monitoring;

import org.jspecify.annotations.NullMarked;
