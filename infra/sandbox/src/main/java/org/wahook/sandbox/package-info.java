/** The whole system on one machine: the local run, the benchmarks, the fault tests. */
@NullMarked
package org.wahook.sandbox;

import org.jspecify.annotations.NullMarked;
