/** Load generators: signed webhooks over HTTP at little processor cost, since they share the processors with what is measured. */
@NullMarked
package org.wahook.sandbox.bench.load;

import org.jspecify.annotations.NullMarked;
