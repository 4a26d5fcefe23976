/** What became of a piece of work, as a value: the pipeline decides it, the intake acts on it. */
@NullMarked
package org.wahook.worker.outcome;

import org.jspecify.annotations.NullMarked;
