package org.wahook.admin.conversation;

import java.util.Optional;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Page;
import org.wahook.shared.media.MediaLinks;

/** Reads conversations and lets a person take part, for callers over HTTP and for the console. */
public final class ConversationOperations {

    private final ConversationStore store;
    private final ConversationListStore list;
    private final HandoffStore handoffs;
    private final BotPauses pauses;
    private final PersonsMessages writing;
    private final ThreadControl threads;
    private final Optional<MediaLinks> links;

    /** @param links to customers' files; nothing where there is no media store */
    public ConversationOperations(
            ConversationStore store,
            ConversationListStore list,
            HandoffStore handoffs,
            BotPauses pauses,
            PersonsMessages writing,
            ThreadControl threads,
            Optional<MediaLinks> links) {
        this.store = store;
        this.list = list;
        this.handoffs = handoffs;
        this.pauses = pauses;
        this.writing = writing;
        this.threads = threads;
        this.links = links;
    }

    /** Those with the newest message first. */
    public Page<Conversation> list(ConversationQuery query) {
        return Page.of(
                        list.list(query.filter(), query.before(), query.limit()),
                        query.limit(),
                        listed -> listed.mark().text())
                .map(ConversationListStore.Listed::conversation);
    }

    /** Those who have waited longest first. */
    public Page<UnansweredConversation> unanswered(UnansweredQuery query) {
        return Page.of(
                store.unanswered(query.chatbotId(), query.olderThan(), query.after(), query.limit()),
                query.limit(),
                UnansweredConversation::mark);
    }

    /** Those that bots have handed over; who has waited longest for a person first. */
    public Page<Handoff> handoffs(HandoffQuery query) {
        return Page.of(handoffs.list(query), query.limit(), Handoff::mark);
    }

    public Optional<Conversation> find(long id) {
        return store.find(id);
    }

    /** The newest first; empty where there is no such conversation. */
    public Optional<Page<ConversationMessage>> messages(long id, MessageQuery query) {
        return store.messages(id, query.before(), query.limit())
                .map(found -> Page.of(found, query.limit(), message -> String.valueOf(message.id())));
    }

    /** Whether customers' files can be shown, where they are kept. */
    public boolean showsFiles() {
        return links.isPresent();
    }

    /** A link to a customer's file, good for a quarter of an hour. */
    public FileLinkResult linkTo(long id, long messageId) {
        return links.<FileLinkResult>map(it -> store.file(id, messageId)
                        .<FileLinkResult>map(file -> new FileLinkResult.Linked(file, it.to(file.objectKey())))
                        .orElseGet(FileLinkResult.Missing::new))
                .orElseGet(FileLinkResult.NoStore::new);
    }

    public BotChangeResult change(long id, BotChange change, IfMatch ifMatch) {
        BotChangeResult result = pauses.change(id, change, ifMatch);
        if (result instanceof BotChangeResult.Changed) {
            audit(change.paused() ? "bot paused" : "bot resumed", id);
        }
        return result;
    }

    public WritingResult write(long id, NewMessage message) {
        WritingResult result = writing.write(id, message.text(), message.idempotencyKey());
        if (result instanceof WritingResult.Written) {
            audit("message written", id);
        }
        return result;
    }

    public ThreadControlResult control(long id, ThreadChange change) {
        ThreadControlResult result = threads.perform(id, change);
        if (result instanceof ThreadControlResult.Done) {
            audit("thread control: " + change.action().word(), id);
        }
        return result;
    }

    private static void audit(String what, long id) {
        Audit.changed(what, "conversation_id", String.valueOf(id));
    }
}
