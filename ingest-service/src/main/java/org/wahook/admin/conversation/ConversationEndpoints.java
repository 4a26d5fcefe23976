package org.wahook.admin.conversation;

import java.util.List;
import java.util.Optional;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Request;

/** {@code /api/v1/conversations}, and {@code /api/v1/handoffs}: those that wait for a person. */
public final class ConversationEndpoints {

    private static final String PATH = "/api/v1/conversations";
    private static final String HANDOFFS = "/api/v1/handoffs";
    private static final String ONE = PATH + "/{id}";
    private static final String MESSAGES = ONE + "/messages";
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
                Endpoint.post(THREAD, this::control));
    }

    private Answer list(Request request) {
        return ConversationQuery.read(request.query())
                .then(query -> operations.list(query).toAnswer(Conversation::toJson));
    }

    private Answer unanswered(Request request) {
        return UnansweredQuery.read(request.query())
                .then(query -> operations.unanswered(query).toAnswer(Unanswered::toJson));
    }

    private Answer handoffs(Request request) {
        return HandoffQuery.read(request.query())
                .then(query -> operations.handoffs(query).toAnswer(Handoff::toJson));
    }

    private Answer read(Request request) {
        return id(request)
                .flatMap(operations::find)
                .<Answer>map(ConversationEndpoints::answer)
                .orElseGet(ConversationEndpoints::missing);
    }

    private Answer messages(Request request) {
        return MessageQuery.read(request.query())
                .then(query -> id(request)
                        .flatMap(id -> operations.messages(id, query))
                        .<Answer>map(page -> page.toAnswer(ConversationMessage::toJson))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private Answer change(Request request) {
        return BotChange.read(request.body())
                .then(change -> id(request)
                        .map(id -> answer(operations.change(id, change, request.ifMatch())))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static Answer answer(BotChangeResult result) {
        return switch (result) {
            case BotChangeResult.Changed(Conversation conversation) -> answer(conversation);
            case BotChangeResult.NotChanged refused -> Answer.refused(refused);
        };
    }

    private Answer control(Request request) {
        return ThreadChange.read(request.body())
                .then(change -> id(request)
                        .map(id -> answer(operations.control(id, change)))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static Answer answer(ThreadControlResult result) {
        return switch (result) {
            case ThreadControlResult.Done(Conversation conversation) -> answer(conversation);
            case ThreadControlResult.NotDone refused -> Answer.refused(refused);
        };
    }

    private Answer write(Request request) {
        return NewMessage.read(request.body(), request.idempotencyKey())
                .then(message -> id(request)
                        .map(id -> answer(id, operations.write(id, message)))
                        .orElseGet(ConversationEndpoints::missing));
    }

    private static Answer answer(long id, WritingResult result) {
        String location = PATH + "/" + id + "/messages";
        return switch (result) {
            case WritingResult.Written(ConversationMessage message) -> Answer.accepted(location, message.toJson());
            case WritingResult.Repeated(ConversationMessage message) ->
                Answer.ok(message.toJson()).with("Location", location);
            case WritingResult.NotWritten refused -> Answer.refused(refused);
        };
    }

    private static Answer.Content answer(Conversation conversation) {
        return Answer.ok(conversation.toJson()).with("ETag", IfMatch.etag(conversation.etag()));
    }

    private static Optional<Long> id(Request request) {
        return Request.numberOf(request.path("id"));
    }

    private static Answer missing() {
        return Answer.notFound("conversation");
    }
}
