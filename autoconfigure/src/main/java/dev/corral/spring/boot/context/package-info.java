/** Carriers that restore the context of a launch in its task. */
@NullMarked
package dev.corral.spring.boot.context;

import org.jspecify.annotations.NullMarked;
