@NullMarked
package dev.corral.monitor;

import org.jspecify.annotations.NullMarked;
