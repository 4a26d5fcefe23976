package org.wahook.worker.responder;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.shared.bot.AnswerTooLargeException;
import org.wahook.shared.bot.BotAccess;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotCaller;
import org.wahook.shared.bot.BotMessage;
import org.wahook.shared.bot.BotRequest;
import org.wahook.shared.bot.BotResponse;
import org.wahook.shared.bot.Bots;
import org.wahook.shared.bot.MessageContent;
import org.wahook.shared.bot.ReplyRules;
import org.wahook.shared.formatting.ReplyText;
import org.wahook.worker.http.CheckedClient;
import org.wahook.worker.http.HttpCalls;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.outcome.RetryAfter;

/** Clients' bots over HTTP, whatever contract they speak. Blocks its (virtual) thread for at most the configured time. */
public final class ResponseApi implements AutoCloseable {

    /** Far more than Meta would let anyone send in one reply. */
    private static final long LARGEST_ANSWER = 1024L * 1024;

    /** An answer word by word: most of it is not text. */
    private static final long LARGEST_STREAM = 8 * LARGEST_ANSWER;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpCalls operators;
    private final HttpCalls clients;
    private final String baseUrl;
    private final boolean baseIsUrl;
    private final String path;
    private final Duration timeout;
    private final String replyPointer;
    private final Clock clock;

    /**
     * @param baseUrl for clients without one of their own
     * @param path appended to either
     * @param allowed private addresses that clients' own response APIs may have, and authorities of all of them
     * @param mostConnections idle connections worth keeping: the turns in flight of one replica
     */
    public ResponseApi(
            String baseUrl,
            String path,
            Duration timeout,
            String replyPointer,
            OutgoingAllowed allowed,
            int mostConnections,
            Clock clock) {
        this.baseUrl = baseUrl;
        this.baseIsUrl = HttpUrl.parse(baseUrl + path) != null;
        this.path = path;
        this.timeout = timeout;
        this.replyPointer = replyPointer;
        this.clock = clock;
        OkHttpClient settings = CheckedClient.trusting(allowed.trust())
                .newBuilder()
                .connectTimeout(min(timeout, CONNECT_TIMEOUT))
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
        this.operators = new HttpCalls(CheckedClient.of(settings, OutgoingAddresses.ofOperator()), mostConnections);
        this.clients = new HttpCalls(CheckedClient.of(settings, OutgoingAddresses.ofClients(allowed)), mostConnections);
    }

    public Answer ask(Question question) {
        String base = question.ownBaseUrl().orElse(baseUrl);
        boolean isUrl = question.ownBaseUrl().isPresent() ? HttpUrl.parse(base + path) != null : baseIsUrl;
        if (!isUrl) {
            return new Answer.Unusable(Reason.RESPONSE_API_ADDRESS_REFUSED, "its base URL is no http or https URL");
        }
        Optional<String> problem = question.settings().problem();
        if (problem.isPresent()) {
            return new Answer.Unusable(Reason.RESPONSE_API_REJECTED, "it was not called: " + problem.get());
        }
        BotAccess access = new BotAccess(
                base,
                path,
                replyPointer,
                question.apiKey(),
                question.more().map(Question.More::signingSecret),
                question.settings(),
                clock);
        HttpCalls http = question.ownBaseUrl().isPresent() ? clients : operators;
        BotCaller caller = new BotCaller((request, left) -> http.ask(of(request), left, response -> {
            AnswerLog.write(question, response);
            return read(response);
        }));
        return answer(caller.ask(Bots.of(access), question.turn(), timeout), question);
    }

    private static Request of(BotRequest request) {
        Request.Builder http = new Request.Builder().url(request.url());
        request.headers().forEach(header -> http.header(header.name(), header.value()));
        return http.post(RequestBody.create(request.body(), MediaType.get(request.contentType())))
                .build();
    }

    private BotResponse read(Response response) throws IOException {
        String type = contentType(response).toLowerCase(Locale.ROOT);
        long largest = type.startsWith("text/event-stream") ? LARGEST_STREAM : LARGEST_ANSWER;
        Buffer bytes = new Buffer();
        while (bytes.size() <= largest) {
            if (response.body().source().read(bytes, largest + 1 - bytes.size()) < 0) {
                return new BotResponse(
                        response.code(),
                        type,
                        bytes.readByteArray(),
                        RetryAfter.of(response.header("Retry-After"), clock));
            }
        }
        throw new AnswerTooLargeException();
    }

    private static String contentType(Response response) {
        String type = response.header("Content-Type");
        return type == null ? "" : type;
    }

    static Answer answer(BotAnswer answer, Question question) {
        return switch (answer) {
            case BotAnswer.Reply reply -> reply(reply, question);
            case BotAnswer.Pending pending ->
                question.turn().callback().isPresent()
                        ? new Answer.Pending()
                        : new Answer.Unusable(
                                Reason.RESPONSE_API_NO_REPLY, "the bot wants to answer later, which it may not");
            case BotAnswer.Failed(BotAnswer.Failure kind, String error, Optional<Duration> pause) ->
                switch (kind) {
                    case TIMEOUT -> new Answer.Unavailable(Reason.RESPONSE_API_TIMEOUT, error, pause);
                    case UNREACHABLE -> new Answer.Unavailable(Reason.RESPONSE_API_UNREACHABLE, error, pause);
                    case ERROR -> new Answer.Unavailable(Reason.RESPONSE_API_ERROR, error, pause);
                    case THROTTLED -> new Answer.Throttled(error, pause);
                    case UNCERTAIN -> new Answer.Unusable(Reason.RESPONSE_API_TIMEOUT, error);
                    case ADDRESS_REFUSED -> new Answer.Unusable(Reason.RESPONSE_API_ADDRESS_REFUSED, error);
                    case REJECTED -> new Answer.Unusable(Reason.RESPONSE_API_REJECTED, error);
                    case NO_REPLY -> new Answer.Unusable(Reason.RESPONSE_API_NO_REPLY, error);
                };
        };
    }

    /** What the client allows of it, without text that nobody could read. */
    private static Answer reply(BotAnswer.Reply reply, Question question) {
        BotAnswer.Reply allowed = question.more()
                .map(more -> ReplyRules.apply(reply, more.settings(), more.turn()))
                .orElse(reply);
        List<BotMessage> messages = new ArrayList<>();
        for (BotMessage message : allowed.messages()) {
            if (message.content() instanceof MessageContent.Text(String text, boolean preview)) {
                String clean = ReplyText.clean(text);
                if (!clean.isEmpty()) {
                    messages.add(new BotMessage(
                            new MessageContent.Text(clean, preview), clean, message.replyTo(), message.delay()));
                }
            } else {
                messages.add(message);
            }
        }
        boolean nothing = messages.isEmpty() && question.more().isEmpty();
        return nothing
                ? new Answer.Silence()
                : new Answer.Reply(new BotAnswer.Reply(
                        messages, allowed.actions(), allowed.state(), allowed.usage(), allowed.notes()));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    @Override
    public void close() {
        operators.close();
        clients.close();
    }
}
