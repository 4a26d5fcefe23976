package org.wahook.worker.reply;

import org.wahook.shared.account.Account;
import org.wahook.worker.graph.SendResult;
import org.wahook.worker.media.OutboundMedia;

/**
 * Uploads the files of a reply before it is sent, and puts their ids in the place of their URLs: in the row too, so that a
 * later attempt sends what was checked and fetches nothing again.
 */
final class ReplyMedia {

    private final OutboundMedia media;
    private final Replies replies;

    ReplyMedia(OutboundMedia media, Replies replies) {
        this.media = media;
        this.replies = replies;
    }

    /** What came of the files of one message. */
    sealed interface Prepared {

        /** @param part as it can be sent: with ids, without its header, or in words */
        record Ready(StoredMessage part) implements Prepared {}

        /** It can't be sent, or not now. */
        record Not(SendResult why) implements Prepared {}
    }

    Prepared prepare(Account account, StoredMessage part, RichContent content) {
        for (RichContent.File file : content.files()) {
            if (!file.linked()) {
                continue;
            }
            switch (media.prepare(account, file.kind(), file.voice(), file.link(), file.fileName())) {
                case OutboundMedia.Prepared.Uploaded(String mediaId) -> file.upload(mediaId);
                case OutboundMedia.Prepared.NotNow(SendResult why) -> {
                    return new Prepared.Not(why);
                }
                case OutboundMedia.Prepared.Refused(String why) -> {
                    if (!file.header()) {
                        return inWords(part, content, why);
                    }
                    content.removeHeader();
                }
            }
        }
        return new Prepared.Ready(replies.withContent(part, content.payload()));
    }

    private Prepared inWords(StoredMessage part, RichContent content, String why) {
        return content.fallbackText().isBlank()
                ? new Prepared.Not(new SendResult.Refused("a file of the bot: " + why))
                : new Prepared.Ready(replies.degradeUnsent(part, content.fallbackText(), "a file of the bot: " + why));
    }

    /** Meta refused the message: perhaps for what was uploaded. */
    void forget(Account account, RichContent content) {
        content.files().forEach(file -> file.mediaId().ifPresent(id -> media.forget(account, id)));
    }
}
