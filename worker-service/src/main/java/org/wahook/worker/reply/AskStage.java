package org.wahook.worker.reply;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotTurn;
import org.wahook.worker.media.InboundMedia;
import org.wahook.worker.media.MediaRooms;
import org.wahook.worker.media.store.MediaKeeping;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.responder.Answer;
import org.wahook.worker.responder.Responder;

/** Asks the client's bot in a turn, and makes drafts of what it answers. */
final class AskStage {

    private static final Logger log = LoggerFactory.getLogger(AskStage.class);

    private final Responder responder;
    private final BotQuestions questions;
    private final LateAnswers lateAnswers;
    private final InboundMedia media;
    private final VoiceNotes voiceNotes;
    private final Optional<MediaKeeping> keeping;
    private final Replies replies;
    private final ReplySender sender;
    private final BotMeters meters;

    AskStage(
            Responder responder,
            BotQuestions questions,
            LateAnswers lateAnswers,
            MediaRooms media,
            Replies replies,
            ReplySender sender,
            BotMeters meters) {
        this.responder = responder;
        this.questions = questions;
        this.lateAnswers = lateAnswers;
        this.media = media.inbound();
        this.voiceNotes = new VoiceNotes(media.transcription(), media.store());
        this.keeping = media.keeping();
        this.replies = replies;
        this.sender = sender;
        this.meters = meters;
    }

    /** An answer that has come by a callback is used; one that is waited for is not asked for again. */
    Step<AskedTurn> ask(OpenTurn open, Attempts attempts) {
        return switch (lateAnswers.look(open, attempts)) {
            case LateAnswers.Asking.Ask(Optional<BotTurn.Callback> callback) -> askTyping(open, callback);
            case LateAnswers.Asking.Come(OpenTurn about, Answer answer) -> heard(about, answer);
            case LateAnswers.Asking.Stop(Outcome outcome) -> Step.stop(outcome);
        };
    }

    /**
     * The customer sees that the question was read and that a reply is being made. What is fetched for the bot is held
     * until it has answered.
     */
    private Step<AskedTurn> askTyping(OpenTurn open, Optional<BotTurn.Callback> callback) {
        try (TypingIndicator _ = sender.showTyping(open);
                InboundMedia.ForTurn files = media.open()) {
            OpenTurn heard = voiceNotes.heard(open, files);
            Map<Long, BotTurn.Link> kept = keeping.map(it -> it.keep(open.account(), open.pendingIds(), files))
                    .orElse(Map.of());
            return heard(heard, responder.ask(questions.of(heard, callback, files, kept)));
        }
    }

    private Step<AskedTurn> heard(OpenTurn open, Answer answer) {
        return switch (answer) {
            case Answer.Reply(BotAnswer.Reply reply) -> replied(open, reply);
            case Answer.Silence() -> silent(open);
            case Answer.Pending() -> Step.stop(lateAnswers.begin(open));
            case Answer.NoReply none -> Step.stop(none.outcome());
        };
    }

    private Step<AskedTurn> replied(OpenTurn open, BotAnswer.Reply reply) {
        BotMemory memory = BotMemory.of(reply);
        if (!reply.notes().isEmpty()) {
            log.info(
                    "What the bot of {} answered can't all be used: {}",
                    open.account().chatbotId(),
                    reply.notes());
        }
        List<Draft> drafts = Draft.of(open.account(), reply.messages());
        if (!drafts.isEmpty()) {
            return Step.next(new AskedTurn(open, drafts, memory));
        }
        replies.states().leave(open.turn(), memory);
        doWhatTheBotWanted(open);
        return silent(open);
    }

    private Step<AskedTurn> silent(OpenTurn open) {
        replies.resolution().ignore(open.turn(), open.pendingIds(), "bot_chose_silence");
        lateAnswers.done(open);
        return Step.stop(Outcome.done());
    }

    /** The bot's reply is with Meta: what else it wanted is done, and no late answer is waited for any more. */
    void finish(OpenTurn open) {
        doWhatTheBotWanted(open);
        lateAnswers.done(open);
    }

    private void doWhatTheBotWanted(OpenTurn open) {
        replies.states()
                .finish(open.turn())
                .ifPresent(reason -> meters.handedOver(open.account().chatbotId(), reason));
    }
}
