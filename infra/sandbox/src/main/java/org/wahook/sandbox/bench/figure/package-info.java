/** Figures of several runs, what they are to be, and how they are shown: one table, and a file to compare with. */
@NullMarked
package org.wahook.sandbox.bench.figure;

import org.jspecify.annotations.NullMarked;
