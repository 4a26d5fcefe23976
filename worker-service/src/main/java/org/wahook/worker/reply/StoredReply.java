package org.wahook.worker.reply;

import org.wahook.worker.graph.SendDeadline;

/**
 * A reply that has just been kept, its first part marked as being sent.
 *
 * @param deadline until when its keeper may hand that part to Meta
 */
record StoredReply(OpenTurn open, SendDeadline deadline) {}
