/** The command {@code dead-letters}: what {@code org.wahook.shared.deadletter} can do, from a shell. */
@NullMarked
package org.wahook.worker.deadletter;

import org.jspecify.annotations.NullMarked;
