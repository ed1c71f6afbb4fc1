@NullMarked
package dev.corral.spring.boot.endpoint;

import org.jspecify.annotations.NullMarked;
