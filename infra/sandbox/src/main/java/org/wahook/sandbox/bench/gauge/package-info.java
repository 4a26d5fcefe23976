/** Measures services, broker and processes under load. */
@NullMarked
package org.wahook.sandbox.bench.gauge;

import org.jspecify.annotations.NullMarked;
