@NullMarked
package dev.corral.sample.lab;

import org.jspecify.annotations.NullMarked;
