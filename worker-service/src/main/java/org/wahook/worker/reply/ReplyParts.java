package org.wahook.worker.reply;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Formatting;
import org.wahook.worker.formatting.WhatsAppText;
import org.wahook.worker.graph.TextParts;

/** The messages that a bot's reply is sent as. */
final class ReplyParts {

    private static final Logger log = LoggerFactory.getLogger(ReplyParts.class);

    private ReplyParts() {}

    /** Split after it is formatted: formatting changes the length. */
    static List<String> of(Account account, String reply) {
        String text = account.settings().formatting() == Formatting.WHATSAPP ? WhatsAppText.of(reply) : reply;
        List<String> parts = TextParts.of(text);
        if (TextParts.cutOff(parts)) {
            log.warn(
                    "{}: a reply of {} characters was cut off after {} messages",
                    account.chatbotId(),
                    reply.length(),
                    parts.size());
        }
        return parts;
    }
}
