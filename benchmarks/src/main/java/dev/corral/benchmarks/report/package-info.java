/** What was measured: as JSON, as a table, as a page with charts. */
@NullMarked
package dev.corral.benchmarks.report;

import org.jspecify.annotations.NullMarked;
