@NullMarked
package dev.corral.monitoring.dashboard;

import org.jspecify.annotations.NullMarked;
