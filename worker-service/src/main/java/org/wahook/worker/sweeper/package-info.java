/** Finds conversations with unfinished messages that no job and no holder of a turn sees to, and wakes them up. */
@NullMarked
package org.wahook.worker.sweeper;

import org.jspecify.annotations.NullMarked;
