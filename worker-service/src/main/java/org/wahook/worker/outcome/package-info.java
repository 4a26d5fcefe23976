/** The outcome of a piece of work as a value. The pipeline returns it; the consumer acts on it. */
@NullMarked
package org.wahook.worker.outcome;

import org.jspecify.annotations.NullMarked;
