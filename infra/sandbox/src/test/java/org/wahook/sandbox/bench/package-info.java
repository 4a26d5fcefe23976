/** A short form of {@code ./dev bench}: a gross loss of speed shows as a ratio, on any machine. */
@NullMarked
package org.wahook.sandbox.bench;

import org.jspecify.annotations.NullMarked;
