/** The command {@code dead-letters}. */
@NullMarked
package org.wahook.worker.deadletter;

import org.jspecify.annotations.NullMarked;
