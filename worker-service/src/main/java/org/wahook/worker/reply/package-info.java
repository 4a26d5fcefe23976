/** The reply pipeline: claim the turn, load the history, ask the AI, store the reply, send, finish. Start reading in {@link org.wahook.worker.reply.ReplyPipeline}. */
@NullMarked
package org.wahook.worker.reply;

import org.jspecify.annotations.NullMarked;
