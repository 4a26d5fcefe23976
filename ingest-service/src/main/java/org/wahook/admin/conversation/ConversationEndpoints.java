package org.wahook.admin.conversation;

import java.util.List;
import java.util.Optional;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;

/** {@code /api/v1/conversations}, and {@code /api/v1/handoffs}: those that wait for a person. */
public final class ConversationEndpoints {

    private static final String PATH = "/api/v1/conversations";
    private static final String HANDOFFS = "/api/v1/handoffs";
    private static final String ONE = PATH + "/{id}";
    private static final String MESSAGES = ONE + "/messages";
    private static final String FILE = MESSAGES + "/{messageId}/media";
    private static final String THREAD = ONE + "/thread";

    private final ConversationOperations operations;

    public ConversationEndpoints(ConversationOperations operations) {
        this.operations = operations;
    }

    /** {@code /unanswered} comes before the conversations by id, whose path would match it too. */
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(PATH, this::list),
                Endpoint.get(PATH + "/unanswered", this::unanswered),
                Endpoint.get(HANDOFFS, this::handoffs),
                Endpoint.get(ONE, this::read),
                Endpoint.patch(ONE, this::change),
                Endpoint.get(MESSAGES, this::messages),
                Endpoint.post(MESSAGES, this::write),
                Endpoint.get(FILE, this::file),
                Endpoint.post(THREAD, this::control));
    }

    private RestAnswer list(Request request) {
        return ConversationQuery.read(request.query())
                .then(query -> operations.list(query).toAnswer(Conversation::toJson));
    }

    private RestAnswer unanswered(Request request) {
        return UnansweredQuery.read(request.query())
                .then(query -> operations.unanswered(query).toAnswer(UnansweredConversation::toJson));
    }

    private RestAnswer handoffs(Request request) {
        return HandoffQuery.read(request.query())
                .then(query -> operations.handoffs(query).toAnswer(Handoff::toJson));
    }

    private RestAnswer read(Request request) {
        return id(request)
                .flatMap(operations::find)
                .<RestAnswer>map(ConversationEndpoints::answer)
                .orElseGet(ConversationEndpoints::missing);
    }

    private RestAnswer messages(Request request) {
        return MessageQuery.read(request.query())
                .then(query -> id(request)
                        .flatMap(id -> operations.messages(id, query))
                        .<RestAnswer>map(page -> page.toAnswer(ConversationMessage::toJson))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private RestAnswer file(Request request) {
        return id(request)
                .flatMap(id -> Request.numberOf(request.path("messageId"))
                        .map(messageId -> answer(operations.linkTo(id, messageId))))
                .orElseGet(() -> RestAnswer.refused(new FileLinkResult.Missing()));
    }

    private static RestAnswer answer(FileLinkResult result) {
        return switch (result) {
            case FileLinkResult.Linked linked -> RestAnswer.ok(linked.toJson());
            case FileLinkResult.NotLinked refused -> RestAnswer.refused(refused);
        };
    }

    private RestAnswer change(Request request) {
        return BotChange.read(request.body())
                .then(change -> id(request)
                        .map(id -> answer(operations.change(id, change, request.ifMatch())))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static RestAnswer answer(BotChangeResult result) {
        return switch (result) {
            case BotChangeResult.Changed(Conversation conversation) -> answer(conversation);
            case BotChangeResult.NotChanged refused -> RestAnswer.refused(refused);
        };
    }

    private RestAnswer control(Request request) {
        return ThreadChange.read(request.body())
                .then(change -> id(request)
                        .map(id -> answer(operations.control(id, change)))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static RestAnswer answer(ThreadControlResult result) {
        return switch (result) {
            case ThreadControlResult.Done(Conversation conversation) -> answer(conversation);
            case ThreadControlResult.NotDone refused -> RestAnswer.refused(refused);
        };
    }

    private RestAnswer write(Request request) {
        return NewMessage.read(request.body(), request.idempotencyKey())
                .then(message -> id(request)
                        .map(id -> answer(id, operations.write(id, message)))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static RestAnswer answer(long id, WritingResult result) {
        String location = PATH + "/" + id + "/messages";
        return switch (result) {
            case WritingResult.Written(ConversationMessage message) -> RestAnswer.accepted(location, message.toJson());
            case WritingResult.Repeated(ConversationMessage message) ->
                RestAnswer.ok(message.toJson()).with("Location", location);
            case WritingResult.NotWritten refused -> RestAnswer.refused(refused);
        };
    }

    private static RestAnswer.Content answer(Conversation conversation) {
        return RestAnswer.ok(conversation.toJson()).with("ETag", IfMatch.etag(conversation.etag()));
    }

    private static Optional<Long> id(Request request) {
        return Request.numberOf(request.path("id"));
    }

    private static RestAnswer missing() {
        return RestAnswer.notFound("conversation");
    }
}
