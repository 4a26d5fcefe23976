package org.wahook.sandbox.phone;

import java.time.Instant;
import org.wahook.platform.json.Json;
import org.wahook.sandbox.phone.TimelineStep.Source;
import org.wahook.sandbox.phone.TimelineStep.Stage;
import org.wahook.sandbox.phone.TimelineStep.Tone;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.PostedStatus;
import org.wahook.testbed.meta.ReadReceipt;
import org.wahook.testbed.meta.SendRequest;
import org.wahook.testbed.meta.SentMessage;

/** What simulated Meta sees of the house: messages marked as read, replies, and the status webhooks it posts. */
final class MetaWatch {

    private final SimulatedPeers peers;
    private final Feed feed;
    private final MessageTimelines timelines;

    MetaWatch(SimulatedPeers peers, Feed feed, MessageTimelines timelines) {
        this.peers = peers;
        this.feed = feed;
        this.timelines = timelines;
    }

    void start() {
        peers.meta().whenRead(this::read);
        peers.meta().whenSent(this::sent);
        peers.meta().whenDisturbed(this::disturbed);
        peers.meta().whenStatus(this::status);
    }

    private void read(ReadReceipt receipt) {
        feed.publish(
                "tick",
                Json.object().put("wamid", receipt.wamid()).put("tick", "read").put("typing", receipt.typing()));
        String text = receipt.typing() ? "marked as read, typing indicator on" : "marked as read";
        timelines.step(receipt.wamid(), new TimelineStep(Stage.ASK, Tone.NOTE, Source.META, text, receipt.at()));
    }

    private void sent(SentMessage sent) {
        peers.clientWithToken(sent.token()).ifPresent(client -> {
            MessageTimelines.Chat chat = new MessageTimelines.Chat(client.chatbotId(), sent.contactId());
            timelines.replied(
                    chat,
                    sent.wamid(),
                    new TimelineStep(Stage.SEND, Tone.DONE, Source.META, "the Graph API took the reply", sent.at()));
            feed.publish(
                    "reply",
                    Json.object()
                            .put("wamid", sent.wamid())
                            .put("client", chat.chatbotId())
                            .put("contact", chat.contact())
                            .put("kind", sent.type())
                            .put("text", sent.text())
                            .put("at", MessageTimelines.milliseconds(sent.at()))
                            .set("content", sent.content().path(sent.type())));
        });
    }

    private void disturbed(SendRequest request, GraphBehaviour how) {
        peers.clientWithToken(request.token())
                .ifPresent(client -> timelines.stepOfTurn(
                        new MessageTimelines.Chat(client.chatbotId(), request.contactId()),
                        new TimelineStep(
                                Stage.SEND,
                                Tone.LATE,
                                Source.META,
                                "the Graph API did not take the reply: " + describe(how),
                                Instant.now())));
    }

    private static String describe(GraphBehaviour how) {
        return switch (how) {
            case GraphBehaviour.Fail fail -> "%d, error %d".formatted(fail.httpStatus(), fail.code());
            case GraphBehaviour.RawStatus raw -> String.valueOf(raw.httpStatus());
            case GraphBehaviour.Late late -> "it answers %s late".formatted(late.delay());
            case GraphBehaviour.AcceptThenHangUp hangUp -> "it hung up after taking it";
            case GraphBehaviour.HangUpBefore hangUp -> "it hung up";
            case GraphBehaviour.RetryAfter limit ->
                "%d, error %d, Retry-After %d s"
                        .formatted(
                                limit.httpStatus(), limit.code(), limit.delay().toSeconds());
            case GraphBehaviour.Hang hang -> "it says nothing";
        };
    }

    private void status(PostedStatus status) {
        timelines.stepOfReply(
                status.sent().wamid(),
                new TimelineStep(
                        Stage.AFTER,
                        Tone.NOTE,
                        Source.META,
                        "status webhook: %s, answered with %d".formatted(status.status(), status.httpStatus()),
                        status.at()));
        feed.publish("tick", Json.object().put("wamid", status.sent().wamid()).put("tick", status.status()));
    }
}
