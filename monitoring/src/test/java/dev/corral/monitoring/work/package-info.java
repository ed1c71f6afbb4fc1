/** What the tests add to a running sample. */
@NullMarked
package dev.corral.monitoring.work;

import org.jspecify.annotations.NullMarked;
