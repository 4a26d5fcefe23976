/**
 * The turn protocol as a model: one conversation, two workers, every interleaving of statements, publishes, acks, calls and
 * faults. A test compares {@link org.wahook.testbed.protocol.Rows} with the real statements on PostgreSQL.
 */
@NullMarked
package org.wahook.testbed.protocol;

import org.jspecify.annotations.NullMarked;
