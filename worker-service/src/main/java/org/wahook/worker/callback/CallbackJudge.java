package org.wahook.worker.callback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.Secret;
import org.wahook.platform.telemetry.ThrottledWarning;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.bot.CallbackV2;
import org.wahook.shared.bot.StandardWebhooks;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;

/**
 * Decides on a callback. Anybody may post one, so whatever is wrong with it does nothing but count. A good one is kept, and
 * the job of its turn is published: the turn takes it from there, as if it had just asked.
 */
public final class CallbackJudge {

    private static final Logger log = LoggerFactory.getLogger(CallbackJudge.class);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);
    private static final String CAUSE = "callback";

    private final CallbackStore store;
    private final Accounts accounts;
    private final ConfirmingPublisher publisher;
    private final JobMessages messages;
    private final MeterRegistry meters;
    private final ThrottledWarning refused = new ThrottledWarning(log, "A callback was refused");

    public CallbackJudge(
            CallbackStore store,
            Accounts accounts,
            ConfirmingPublisher publisher,
            Topology topology,
            MeterRegistry meters) {
        this.store = store;
        this.accounts = accounts;
        this.publisher = publisher;
        this.messages = new JobMessages(topology);
        this.meters = meters;
        for (Judgement judgement : Judgement.values()) {
            counter(judgement);
        }
    }

    /** What became of a callback. */
    public enum Judgement {
        /** The turn goes on with it. */
        TAKEN,
        /** The same one again. */
        DUPLICATE,
        /** Another one before was taken. */
        SECOND,
        /** After its deadline. */
        LATE,
        /** Its question has changed, or needs no answer any more. */
        SUPERSEDED,
        /** No token of ours, or one whose turn is over. */
        UNKNOWN,
        BAD_SIGNATURE,
        /** Neither an answer nor an error of contract 2. */
        MALFORMED,
        /** A worker failed on it more than once, or it is not as ingest writes it. */
        UNUSABLE
    }

    /** Empty where RabbitMQ did not confirm the job: it is to be judged again. */
    public Optional<Judgement> judge(ReceivedCallback callback) {
        Optional<CallbackStore.Offered> found = store.find(callback.tokenHash());
        if (found.isEmpty()) {
            return Optional.of(count(Judgement.UNKNOWN));
        }
        CallbackStore.Offered offered = found.get();
        Optional<Judgement> wrong = objection(callback, offered);
        if (wrong.isPresent()) {
            refused.say("of %s: %s".formatted(offered.chatbotId(), word(wrong.get())));
            return Optional.of(count(wrong.get()));
        }
        boolean again = offered.webhookId().isPresent();
        if (!again && !store.take(callback, offered.conversationId())) {
            return Optional.of(count(Judgement.SECOND));
        }
        if (!wakeUp(callback, offered)) {
            return Optional.empty();
        }
        return Optional.of(count(again ? Judgement.DUPLICATE : Judgement.TAKEN));
    }

    private Optional<Judgement> objection(ReceivedCallback callback, CallbackStore.Offered offered) {
        Secret secret = accounts.find(offered.phoneNumberId(), offered.accountId())
                .map(Account::signingSecret)
                .orElse(new Secret(""));
        if (!StandardWebhooks.verify(
                secret,
                callback.webhookId(),
                callback.timestamp(),
                callback.signatures(),
                callback.body(),
                callback.receivedAt())) {
            return Optional.of(Judgement.BAD_SIGNATURE);
        }
        if (offered.webhookId().isPresent()) {
            boolean same = offered.webhookId().get().equals(callback.webhookId());
            return same ? Optional.empty() : Optional.of(Judgement.SECOND);
        }
        if (callback.receivedAt().isAfter(offered.expiresAt())) {
            return Optional.of(Judgement.LATE);
        }
        if (!offered.waitedFor()) {
            return Optional.of(Judgement.SUPERSEDED);
        }
        return CallbackV2.read(callback.text()).isPresent() ? Optional.empty() : Optional.of(Judgement.MALFORMED);
    }

    /**
     * Where a worker dies after it has kept a callback, RabbitMQ delivers it again, and the conversation is woken up
     * then.
     */
    private boolean wakeUp(ReceivedCallback callback, CallbackStore.Offered offered) {
        Optional<CallbackStore.Job> job = store.job(callback.tokenHash());
        if (job.isEmpty()) {
            return true;
        }
        boolean confirmed = publisher
                .publish(messages.now(job(job.get(), offered), headers(job.get())), CONFIRM_TIMEOUT)
                .confirmed();
        if (confirmed) {
            store.woken(callback.tokenHash());
        }
        return confirmed;
    }

    /** The turn's own job: it has the turn, and takes it over. */
    private static ReplyJob job(CallbackStore.Job job, CallbackStore.Offered offered) {
        return new ReplyJob(
                job.id(),
                offered.chatbotId(),
                offered.accountId(),
                offered.phoneNumberId(),
                offered.conversationId(),
                List.of(),
                CAUSE);
    }

    private static Map<String, Object> headers(CallbackStore.Job job) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.ATTEMPTS, job.attempts());
        job.firstFailedAt().ifPresent(time -> headers.put(MessageHeaders.FIRST_FAILED_AT, time.toString()));
        return headers;
    }

    public Judgement count(Judgement judgement) {
        counter(judgement).increment();
        return judgement;
    }

    private Counter counter(Judgement judgement) {
        return Counter.builder("wahook.callbacks.judged")
                .description("Callbacks of bots, by what became of them")
                .tag("outcome", word(judgement))
                .register(meters);
    }

    private static String word(Judgement judgement) {
        return judgement.name().toLowerCase(Locale.ROOT);
    }
}
