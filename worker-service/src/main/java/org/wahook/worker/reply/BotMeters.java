package org.wahook.worker.reply;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Locale;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.shared.bot.BotAction;

/** What bots do besides answering: counts for metrics. What alerts look at is there from the start as 0. */
public final class BotMeters {

    private final MeterRegistry meters;
    private final ClientNames names;

    public BotMeters(MeterRegistry meters, ClientNames names) {
        this.meters = meters;
        this.names = names;
        for (Late late : Late.values()) {
            late(late, 0);
        }
        for (Follow follow : Follow.values()) {
            followUp(follow, 0);
        }
        BotAction.Handoff.REASONS.forEach(reason -> handoffs(ClientNames.OTHERS, reason));
    }

    /** Counts nothing that anybody sees. */
    static BotMeters unseen() {
        return new BotMeters(new CompositeMeterRegistry(), new ClientNames());
    }

    /** What became of turns that wait for a callback. */
    enum Late {
        /** The bot answered 202. */
        AWAITED,
        /** Its answer came in time and was used. */
        ANSWERED,
        /** It called back with an error. */
        FAILED,
        /** No callback came until the deadline. */
        EXPIRED
    }

    /** What became of follow-ups that bots wanted. */
    enum Follow {
        ASKED,
        /** The customer has written, or a person has the conversation, or Meta's window is over. */
        CANCELLED,
        /** It was not possible in three tries. */
        GIVEN_UP
    }

    void late(Late what) {
        late(what, 1);
    }

    void followUp(Follow what) {
        followUp(what, 1);
    }

    void handedOver(String chatbotId, String reason) {
        handoffs(names.labelOf(chatbotId), BotAction.Handoff.REASONS.contains(reason) ? reason : "other")
                .increment();
    }

    private void late(Late what, int count) {
        Counter.builder("wahook.late.answers")
                .description("Turns whose bot answers by a callback")
                .tag("outcome", what.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment(count);
    }

    private void followUp(Follow what, int count) {
        Counter.builder("wahook.follow.ups")
                .description("Turns that bots wanted for themselves after a while")
                .tag("outcome", what.name().toLowerCase(Locale.ROOT))
                .register(meters)
                .increment(count);
    }

    private Counter handoffs(String label, String reason) {
        return Counter.builder("wahook.handoffs")
                .description("Conversations that a client's bot has handed over to a person")
                .tag("chatbot", label)
                .tag("reason", reason)
                .register(meters);
    }
}
