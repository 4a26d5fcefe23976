/** Consumes events and jobs, hands them to virtual threads, and settles each delivery. */
@NullMarked
package org.wahook.worker.consumer;

import org.jspecify.annotations.NullMarked;
