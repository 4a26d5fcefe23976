package org.wahook.worker.reply;

import org.wahook.worker.graph.LeaveBy;

/**
 * A reply that has just been kept, its first part marked as being sent.
 *
 * @param leaveBy until when its keeper may hand that part to Meta
 */
record KeptReply(OpenTurn open, LeaveBy leaveBy) {}
