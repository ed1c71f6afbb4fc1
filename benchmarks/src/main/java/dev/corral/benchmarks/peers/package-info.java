/** What others offer for the same work. */
@NullMarked
package dev.corral.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
