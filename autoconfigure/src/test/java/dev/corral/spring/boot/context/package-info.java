@NullMarked
package dev.corral.spring.boot.context;

import org.jspecify.annotations.NullMarked;
