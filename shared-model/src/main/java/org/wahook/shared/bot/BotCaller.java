package org.wahook.shared.bot;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import org.wahook.platform.outgoing.RefusedAddressException;
import org.wahook.shared.bot.BotAnswer.Failure;

/** Asks a bot: makes one call after the other until it is finished, all of them within one time. */
public final class BotCaller {

    /** No bot needs so many, with an upload for each of the messages of one turn. */
    private static final int MOST_CALLS = 120;

    private final Transport transport;

    /** Makes one HTTP call. */
    @FunctionalInterface
    public interface Transport {
        /** @throws InterruptedIOException when it took longer */
        BotResponse post(BotRequest request, Duration timeout) throws IOException;
    }

    public BotCaller(Transport transport) {
        this.transport = transport;
    }

    /** @param timeout of all calls together */
    public BotAnswer ask(Bot bot, BotTurn turn, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        BotStep step = bot.ask(turn);
        for (int calls = 0; calls < MOST_CALLS; calls++) {
            switch (step) {
                case BotStep.Finished(BotAnswer answer) -> {
                    return answer;
                }
                case BotStep.Call call -> {
                    Duration left = Duration.ofNanos(deadline - System.nanoTime());
                    if (!left.isPositive()) {
                        return BotAnswer.failed(Failure.TIMEOUT, "no answer in time");
                    }
                    try {
                        step = call.then().apply(transport.post(call.request(), left));
                    } catch (IOException e) {
                        return failed(call.request(), e);
                    }
                }
            }
        }
        return BotAnswer.failed(Failure.NO_REPLY, "the bot wants more than " + MOST_CALLS + " calls");
    }

    private static BotAnswer failed(BotRequest request, IOException e) {
        return switch (e) {
            case RefusedAddressException refused ->
                BotAnswer.failed(Failure.ADDRESS_REFUSED, "it was not called: " + refused.getMessage());
            case ConnectException refused -> BotAnswer.failed(Failure.UNREACHABLE, "the connection was refused");
            case AnswerTooLargeException tooLarge -> BotAnswer.failed(Failure.NO_REPLY, AnswerTooLargeException.WHAT);
            case InterruptedIOException late ->
                request.repeatable()
                        ? BotAnswer.failed(Failure.TIMEOUT, "no answer in time")
                        : BotAnswer.failed(
                                Failure.UNCERTAIN,
                                "no answer in time; the bot may have taken the message, so it is not asked again");
            default ->
                BotAnswer.failed(
                        Failure.UNREACHABLE, "the call failed: " + e.getClass().getSimpleName());
        };
    }
}
