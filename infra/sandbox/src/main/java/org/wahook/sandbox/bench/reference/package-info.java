/** What others reach on the same machine in the same run, so that a figure is a ratio and tells something elsewhere. */
@NullMarked
package org.wahook.sandbox.bench.reference;

import org.jspecify.annotations.NullMarked;
