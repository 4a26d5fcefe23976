/**
 * Load on the services: signed webhooks over HTTP connections that do no more than they must, since the load shares its
 * processors with what is measured.
 */
@NullMarked
package org.wahook.sandbox.bench.load;

import org.jspecify.annotations.NullMarked;
