@NullMarked
package dev.corral.monitoring.live;

import org.jspecify.annotations.NullMarked;
