package org.wahook.shared.bot;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.wahook.platform.config.Secret;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Our own contract for bots that can do more than text: {@code docs/bots/v2.md}. An answer that does not say {@code
 * "version": 2} is read as contract 1, so that a client may be switched before its bot is.
 */
final class ContractV2 implements Bot {

    static final String ACCEPT = "application/vnd.wahook.answer.v2+json, application/json;q=0.5, text/plain;q=0.2";

    private final BotAccess access;
    private final JsonPointer replyPointer;

    ContractV2(BotAccess access) {
        this.access = access;
        this.replyPointer = JsonPointer.compile(access.replyPointer());
    }

    @Override
    public BotStep ask(BotTurn turn) {
        return BotStep.call(request(turn), response -> read(turn, response));
    }

    private BotStep read(BotTurn turn, BotResponse response) {
        if (!response.isSuccess()
                && turn.state().isPresent()
                && response.json().path("error").path("stateLost").asBoolean(false)) {
            BotTurn anew = turn.withoutState();
            return BotStep.lastCall(request(anew), again -> answer(again));
        }
        return BotStep.finished(answer(response));
    }

    private BotRequest request(BotTurn turn) {
        BotRequest request = BotRequest.json(access.url(), TurnV2.toJson(turn))
                .with("Accept", ACCEPT)
                .with("Idempotency-Key", turn.id())
                .withBearer(access.apiKey().reveal());
        return access.signingSecret()
                .filter(secret -> !secret.isEmpty())
                .map(secret -> signed(request, secret, turn.id(), access.clock().instant()))
                .orElse(request);
    }

    private static BotRequest signed(BotRequest request, Secret secret, String id, Instant now) {
        String timestamp = String.valueOf(now.getEpochSecond());
        return request.with("webhook-id", id)
                .with("webhook-timestamp", timestamp)
                .with("webhook-signature", StandardWebhooks.sign(secret, id, timestamp, request.body()));
    }

    private BotAnswer answer(BotResponse response) {
        JsonNode json = response.json();
        if (!response.isSuccess()) {
            return failed(response, json.path("error"));
        }
        if (json.path("version").asInt(0) != 2) {
            return ContractV1.read(response, replyPointer);
        }
        if (json.path("status").asString("").equals("pending")) {
            return response.status() == 202
                    ? new BotAnswer.Pending(
                            SanitizedText.limited(json.path("ref").asString(""), 200))
                    : BotAnswer.failed(BotAnswer.Failure.NO_REPLY, "status pending without HTTP 202");
        }
        return AnswerV2.read(json);
    }

    /** The bot's own word on whether to try again counts for more than the HTTP status. */
    private static BotAnswer failed(BotResponse response, JsonNode error) {
        BotAnswer.Failed byStatus = HttpFaults.of(response);
        if (!error.isObject()) {
            return byStatus;
        }
        Optional<Duration> pause = response.retryAfter().or(() -> retryAfter(error));
        return new BotAnswer.Failed(
                kind(byStatus.kind(), error), byStatus.error() + HttpFaults.code(error.path("code")), pause);
    }

    /** @param otherwise where the bot does not say */
    static BotAnswer.Failure kind(BotAnswer.Failure otherwise, JsonNode error) {
        JsonNode retryable = error.path("retryable");
        return !retryable.isBoolean() || retryable.asBoolean() == otherwise.retryable()
                ? otherwise
                : retryable.asBoolean() ? BotAnswer.Failure.ERROR : BotAnswer.Failure.REJECTED;
    }

    static Optional<Duration> retryAfter(JsonNode error) {
        return Optional.of(error.path("retryAfterMs"))
                .filter(node -> node.isIntegralNumber() && node.canConvertToInt() && node.asInt() >= 0)
                .map(node -> Duration.ofMillis(node.asInt()));
    }
}
