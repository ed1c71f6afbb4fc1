/** The shop: checkouts, and the services they call. */
@NullMarked
package dev.corral.sample.shop;

import org.jspecify.annotations.NullMarked;
