package org.wahook.worker.reply;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Formatting;
import org.wahook.shared.formatting.MessageTexts;
import org.wahook.shared.formatting.TextParts;

/** The messages that a bot's reply is sent as. */
final class ReplyParts {

    private static final Logger log = LoggerFactory.getLogger(ReplyParts.class);

    private ReplyParts() {}

    /** As the client wants them formatted. */
    static List<String> of(Account account, String reply) {
        List<String> parts = MessageTexts.of(reply, account.settings().formatting() == Formatting.WHATSAPP);
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
