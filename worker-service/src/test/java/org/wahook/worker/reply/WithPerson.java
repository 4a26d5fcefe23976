package org.wahook.worker.reply;

import java.util.List;
import org.wahook.testbed.meta.SentMessage;

/** Tests in which a person takes a conversation over: what the admin API writes into the database, and what was sent. */
abstract class WithPerson extends WithReplyRoom {

    /** As the admin API does it. */
    void pause(String until) {
        database.run(
                "UPDATE whatsapp_conversations SET bot_paused = true, bot_paused_until = " + until
                        + ", bot_version = bot_version + 1, inbound_seq = inbound_seq + 1, turn_job = NULL,"
                        + " turn_expires_at = NULL WHERE id = ?",
                room.conversation);
    }

    /** As the admin API does it. */
    void writes(String text) {
        database.run(
                "WITH counted AS (UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = ?"
                        + " RETURNING id, chatbot_id)"
                        + " INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, by_human)"
                        + " SELECT chatbot_id, id, 'outbound', ?, 'draft', true FROM counted",
                room.conversation,
                text);
    }

    List<String> sent() {
        return room.meta.sent().stream().map(SentMessage::text).toList();
    }
}
