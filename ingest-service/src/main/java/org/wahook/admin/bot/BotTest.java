package org.wahook.admin.bot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.admin.bot.BotTestReport.Outcome;
import org.wahook.admin.bot.BotTestReport.Shown;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotMessage;
import org.wahook.shared.bot.BotRequest;
import org.wahook.shared.bot.BotResponse;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.bot.BotTurn;
import org.wahook.shared.bot.MessageContent;
import org.wahook.shared.bot.ReplyRules;
import org.wahook.shared.formatting.MessageTexts;
import org.wahook.shared.formatting.ReplyText;
import org.wahook.shared.formatting.TextParts;

/** One test of a bot while it runs: its calls as they went and came, secrets masked, and what would be sent. */
final class BotTest {

    private static final int LONGEST_BODY = 64 * 1024;

    private final SecretMask mask;
    private final boolean formatted;
    private final List<BotTestReport.Call> calls = new ArrayList<>();
    private Optional<IOException> trouble = Optional.empty();

    /** @param formatted whether the client wants Markdown as WhatsApp's own formatting */
    BotTest(SecretMask mask, boolean formatted) {
        this.mask = mask;
        this.formatted = formatted;
    }

    /** Makes a call. */
    interface Call {
        BotResponse make() throws IOException;
    }

    BotResponse note(BotRequest request, Call call) throws IOException {
        long began = System.nanoTime();
        try {
            BotResponse response = call.make();
            calls.add(noted(
                    request,
                    Optional.of(new BotTestReport.Answered(
                            response.status(), mask.apply(response.contentType()), body(response.body()))),
                    began));
            return response;
        } catch (IOException e) {
            calls.add(noted(request, Optional.empty(), began));
            trouble = Optional.of(e);
            throw e;
        }
    }

    private BotTestReport.Call noted(BotRequest request, Optional<BotTestReport.Answered> answer, long began) {
        List<BotTestReport.Header> headers = Stream.concat(
                        Stream.of(new BotTestReport.Header("Content-Type", request.contentType())),
                        request.headers().stream()
                                .map(header -> new BotTestReport.Header(
                                        header.name(), header.secret() ? SecretMask.MASK : mask.apply(header.value()))))
                .toList();
        return new BotTestReport.Call(mask.apply(request.url()), headers, body(request.body()), answer, since(began));
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    BotTestReport report(Outcome outcome, Duration took) {
        return new BotTestReport(calls, outcome, took, mask);
    }

    /** The reply by the client's rules, message by message: so each knows why words are in its place. */
    Outcome replied(BotAnswer.Reply reply, BotSettings settings, BotTurn turn) {
        List<Shown> messages = new ArrayList<>();
        for (BotMessage wanted : reply.messages()) {
            BotAnswer.Reply one = ReplyRules.apply(BotAnswer.reply(List.of(wanted)), settings, turn);
            Optional<String> insteadOf = one.notes().stream()
                    .findFirst()
                    .filter(note -> one.messages().stream()
                            .anyMatch(sent -> !sent.content()
                                    .type()
                                    .equals(wanted.content().type())));
            one.messages().forEach(message -> sent(message).forEach(part -> messages.add(new Shown(part, insteadOf))));
        }
        BotAnswer.Reply allowed = ReplyRules.apply(reply, settings, turn);
        return new Outcome.Replied(messages, allowed.actions(), allowed.notes(), allowed.state(), allowed.usage());
    }

    Outcome failed(BotAnswer.Failed failed, BotAdvice advice) {
        Optional<Integer> status =
                calls.isEmpty() ? Optional.empty() : calls.getLast().answer().map(BotTestReport.Answered::status);
        return new Outcome.Failed(
                mask.apply(failed.error()), failed.kind().retryable(), advice.of(failed.kind(), status, trouble));
    }

    /** As it would be sent: text in WhatsApp's formatting, and as several messages where it is long. */
    private List<BotMessage> sent(BotMessage message) {
        if (message.content() instanceof MessageContent.Text(String text, boolean preview)) {
            String clean = ReplyText.clean(text);
            return clean.isEmpty()
                    ? List.of()
                    : MessageTexts.of(clean, formatted).stream()
                            .map(part -> new BotMessage(
                                    new MessageContent.Text(TextParts.sent(part), preview),
                                    message.fallbackText(),
                                    message.replyTo(),
                                    message.delay()))
                            .toList();
        }
        return List.of(message);
    }

    /** Secrets are masked before it is cut, so that none is cut in two. */
    private String body(byte[] bytes) {
        String text = mask.apply(new String(bytes, StandardCharsets.UTF_8));
        if (text.length() <= LONGEST_BODY) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_BODY - 1)) ? LONGEST_BODY - 1 : LONGEST_BODY;
        return text.substring(0, end) + "…";
    }
}
