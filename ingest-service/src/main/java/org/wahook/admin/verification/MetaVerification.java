package org.wahook.admin.verification;

import java.util.List;
import java.util.Map;
import org.wahook.admin.graph.GraphAnswer;
import org.wahook.admin.graph.GraphClient;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * Checks a new integration with Meta, and subscribes it. {@link #check} reads; {@link #connect} changes things at Meta,
 * and must come after the integration was made: Meta asks the webhook for its verify token at once.
 */
public final class MetaVerification {

    /** Numbers of one business account that are asked for at a time, and how often. */
    private static final int PAGE = 100;

    private static final int MOST_PAGES = 10;

    /** Meta's limit. */
    private static final int LONGEST_CALLBACK = 200;

    private final GraphClient graph;

    public MetaVerification(GraphClient graph) {
        this.graph = graph;
    }

    /** What is to be verified. */
    public record Subject(
            String phoneNumberId, String businessAccountId, Secret accessToken, String verifyToken, String webhookUrl) {

        /** Secrets stay out of what is printed. */
        @Override
        public String toString() {
            return "Subject[number " + phoneNumberId + "]";
        }
    }

    public Report check(Subject subject) {
        VerificationStep number = number(subject);
        return new Report(List.of(
                number,
                number.isOk()
                        ? ownership(subject)
                        : VerificationStep.skipped(VerificationStep.Name.OWNERSHIP, "the number could not be read")));
    }

    public Report connect(Subject subject, Report checked) {
        VerificationStep subscription = VerificationStep.of(
                VerificationStep.Name.SUBSCRIPTION,
                graph.post(
                        List.of(subject.businessAccountId(), "subscribed_apps"), Json.object(), subject.accessToken()),
                "the app gets the webhooks of this WhatsApp business account");
        return checked.and(
                subscription,
                subscription.isOk()
                        ? callback(subject)
                        : VerificationStep.skipped(VerificationStep.Name.CALLBACK, "the app must be subscribed first"));
    }

    private VerificationStep number(Subject subject) {
        GraphAnswer answer = graph.get(
                List.of(subject.phoneNumberId()),
                Map.of("fields", "id,verified_name,quality_rating"),
                subject.accessToken());
        String name = answer instanceof GraphAnswer.Fine(JsonNode body)
                ? body.path("verified_name").asString("")
                : "";
        return VerificationStep.of(
                VerificationStep.Name.NUMBER,
                answer,
                "the token works for this number" + (name.isEmpty() ? "" : " of " + name));
    }

    private VerificationStep ownership(Subject subject) {
        String after = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            Map<String, String> query = after.isEmpty()
                    ? Map.of("fields", "id", "limit", String.valueOf(PAGE))
                    : Map.of("fields", "id", "limit", String.valueOf(PAGE), "after", after);
            GraphAnswer answer =
                    graph.get(List.of(subject.businessAccountId(), "phone_numbers"), query, subject.accessToken());
            if (!(answer instanceof GraphAnswer.Fine(JsonNode body))) {
                return VerificationStep.of(VerificationStep.Name.OWNERSHIP, answer, "");
            }
            if (body.path("data")
                    .valueStream()
                    .anyMatch(it -> it.path("id").asString("").equals(subject.phoneNumberId()))) {
                return VerificationStep.ok(
                        VerificationStep.Name.OWNERSHIP, "the number belongs to this WhatsApp business account");
            }
            after = body.at("/paging/cursors/after").asString("");
            if (after.isEmpty() || !body.at("/paging").has("next")) {
                return VerificationStep.failed(
                        VerificationStep.Name.OWNERSHIP,
                        "the number is none of this businessAccountId: compare both ids in Meta's manager");
            }
        }
        return VerificationStep.unknown(
                VerificationStep.Name.OWNERSHIP,
                "the number is none of the first %d of this businessAccountId: look for it in Meta's manager"
                        .formatted(MOST_PAGES * PAGE));
    }

    private VerificationStep callback(Subject subject) {
        if (subject.webhookUrl().length() > LONGEST_CALLBACK) {
            return VerificationStep.failed(
                    VerificationStep.Name.CALLBACK,
                    "Meta takes a webhookUrl of at most " + LONGEST_CALLBACK + " characters");
        }
        return VerificationStep.of(
                VerificationStep.Name.CALLBACK,
                graph.post(
                        List.of(subject.businessAccountId(), "subscribed_apps"),
                        Json.object()
                                .put("override_callback_uri", subject.webhookUrl())
                                .put("verify_token", subject.verifyToken()),
                        subject.accessToken()),
                "Meta has verified the webhookUrl with the verifyToken and sends its webhooks there");
    }
}
