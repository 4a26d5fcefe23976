/**
 * The turn protocol as a model: one conversation, two workers, every interleaving of statements, publishes, acks, calls and
 * faults, with bots that answer later and follow-ups. It has no edits, no errors that are called back, and no silence. A test compares {@link org.wahook.testbed.protocol.Rows} with the real statements on PostgreSQL.
 */
@NullMarked
package org.wahook.testbed.protocol;

import org.jspecify.annotations.NullMarked;
