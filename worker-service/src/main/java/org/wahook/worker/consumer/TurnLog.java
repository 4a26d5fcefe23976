package org.wahook.worker.consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.wahook.shared.job.ReplyJob;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.reply.Stage;
import org.wahook.worker.reply.TurnWatch;

/** One wide line for each job that was worked on: ids, sizes and times, never what anybody said or to whom. */
final class TurnLog {

    private static final Logger log = LoggerFactory.getLogger(TurnLog.class);

    private TurnLog() {}

    static void tell(ReplyJob job, Attempts before, Outcome outcome, Verdict verdict, TurnWatch watch, long nanos) {
        LoggingEventBuilder line = verdict instanceof Verdict.DeadLetter ? log.atWarn() : log.atInfo();
        line = line.addKeyValue("chatbot_id", job.chatbotId())
                .addKeyValue("account_id", job.accountId())
                .addKeyValue("phone_number_id", job.phoneNumberId())
                .addKeyValue("conversation_id", job.conversationId())
                .addKeyValue("event_id", job.eventId())
                .addKeyValue("job_id", job.id())
                .addKeyValue("attempt", before.made() + 1)
                .addKeyValue("parked", before.parked())
                .addKeyValue("outcome", outcome.word())
                .addKeyValue("verdict", describe(verdict))
                .addKeyValue("messages", watch.messages())
                .addKeyValue("history", watch.history())
                .addKeyValue("parts", watch.parts())
                .addKeyValue("characters", watch.characters());
        for (Stage stage : Stage.values()) {
            if (watch.nanos(stage) > 0) {
                line = line.addKeyValue(stage.word() + "_us", watch.nanos(stage) / 1000);
            }
        }
        line.addKeyValue("ms", nanos / 1_000_000).log("turn");
    }

    private static String describe(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Ack() -> "ack";
            case Verdict.Wait wait ->
                "wait " + wait.pause() + ", attempts " + wait.attempts().made();
            case Verdict.DeadLetter dead ->
                "dead letter after " + dead.attempts().made() + ": " + dead.error();
        };
    }
}
