package org.wahook.admin.integration;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Page;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.verification.MetaVerification;
import org.wahook.admin.verification.Report;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/whatsapp/integration} */
public final class IntegrationEndpoints {

    private static final String PATH = "/api/v1/whatsapp/integration";
    private static final String ONE = PATH + "/{id}";

    private final IntegrationStore store;
    private final MetaVerification verification;
    private final UnroutedEvents unrouted;

    public IntegrationEndpoints(IntegrationStore store, MetaVerification verification, UnroutedEvents unrouted) {
        this.store = store;
        this.unrouted = unrouted;
        this.verification = verification;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post(PATH, this::create),
                Endpoint.get(PATH, this::list),
                Endpoint.get(ONE, this::read),
                Endpoint.patch(ONE, this::change),
                Endpoint.delete(ONE, this::deactivate));
    }

    private Answer create(Request request) {
        Form query = Form.of(request.query());
        boolean verify = query.optionalTruth("verify").orElse(false);
        return query.complete(() -> verify)
                .then(asked -> NewIntegration.read(request.body())
                        .then(wanted -> asked
                                ? verified(wanted, request.idempotencyKey())
                                : create(wanted, request.idempotencyKey(), Optional.empty())));
    }

    /** Without a token that Meta takes for the number there is nothing to make; every other failure is only told. */
    private Answer verified(NewIntegration wanted, Optional<String> idempotencyKey) {
        Report checked = verification.check(wanted.subject());
        return checked.hopeless()
                ? Answer.refused(Problem.named(
                                422,
                                "verification-failed",
                                "Meta refuses the token for this number",
                                "Nothing was made. The report says what Meta answered: look at accessToken and phoneNumberId.")
                        .with("verification", checked.toJson()))
                : create(wanted, idempotencyKey, Optional.of(checked));
    }

    private Answer create(NewIntegration wanted, Optional<String> idempotencyKey, Optional<Report> checked) {
        return switch (store.create(wanted, idempotencyKey)) {
            case IntegrationStore.Creation.Created(Integration made) -> {
                audit("integration created", made);
                yield answer(Answer.created(location(made.id()), connected(made, wanted, checked)), made);
            }
            case IntegrationStore.Creation.Repeated(Integration same) ->
                answer(Answer.ok(connected(same, wanted, checked)).with("Location", location(same.id())), same);
            case IntegrationStore.Creation.Taken(UUID existing) -> taken(existing);
        };
    }

    /** Only now, since Meta asks the webhook for the verify token at once. */
    private ObjectNode connected(Integration made, NewIntegration wanted, Optional<Report> checked) {
        ObjectNode json = made.toJson();
        tellUnrouted(json, wanted);
        checked.ifPresent(report -> {
            audit("integration connected at Meta", made);
            json.set(
                    "verification",
                    verification.connect(wanted.subject(), report).toJson());
        });
        return json;
    }

    /** Only now, since the worker must find the account when it routes them again. */
    private void tellUnrouted(ObjectNode json, NewIntegration wanted) {
        String number = wanted.phoneNumberId();
        if (wanted.replayUnrouted()) {
            OptionalLong replayed = unrouted.replay(number);
            replayed.ifPresent(count -> json.put("replayedUnrouted", count));
            if (replayed.isEmpty()) {
                json.withArray("warnings")
                        .add("RabbitMQ is away: events that came for this number before were not replayed. Replay them"
                                + " from whatsapp.unrouted once it is back.");
            }
            return;
        }
        long waiting = unrouted.count(number).orElse(0);
        if (waiting > 0) {
            json.withArray("warnings")
                    .add(
                            ("%d event(s) of this number came before it had an account and lie in whatsapp.unrouted. Replay"
                                            + " them, or give \"replayUnrouted\": true with the account.")
                                    .formatted(waiting));
        }
    }

    private Answer list(Request request) {
        return IntegrationFilter.read(request.query())
                .then(filter -> Page.of(
                        store.list(filter),
                        filter.limit(),
                        Integration::toJson,
                        it -> new AccountPlace(it.createdAt(), it.id()).mark()));
    }

    private Answer read(Request request) {
        return request.uuid("id")
                .flatMap(store::find)
                .map(found -> answer(Answer.ok(found.toJson()), found))
                .orElseGet(IntegrationEndpoints::missing);
    }

    private Answer change(Request request) {
        return IntegrationChange.read(request.body())
                .then(change -> apply(request, change, made -> {
                    audit("integration changed: " + change.fields(), made);
                    return answer(Answer.ok(made.toJson()), made);
                }));
    }

    private Answer deactivate(Request request) {
        return apply(request, IntegrationChange.DEACTIVATION, made -> {
            audit("integration deactivated", made);
            return Answer.nothing();
        });
    }

    private Answer apply(Request request, IntegrationChange change, Function<Integration, Answer> done) {
        Optional<UUID> id = request.uuid("id");
        if (id.isEmpty()) {
            return missing();
        }
        return switch (store.change(id.get(), change, request.ifMatch())) {
            case IntegrationStore.Change.Changed(Integration made) -> done.apply(made);
            case IntegrationStore.Change.Missing() -> missing();
            case IntegrationStore.Change.Stale(String version) -> Answer.stale(version);
            case IntegrationStore.Change.Taken(UUID existing) -> taken(existing);
        };
    }

    private static Answer answer(Answer.Content content, Integration integration) {
        return content.with("ETag", IfMatch.etag(integration.version()));
    }

    private static Answer missing() {
        return Answer.notFound("integration");
    }

    private static Answer taken(UUID existing) {
        return Answer.refused(Problem.named(
                        409,
                        "duplicate-integration",
                        "The chatbot has this phone number already",
                        "Change the existing integration, or deactivate it first.")
                .with("existing", Json.object().stringNode(existing.toString()))
                .with("existingLocation", Json.object().stringNode(location(existing))));
    }

    private static String location(UUID id) {
        return PATH + "/" + id;
    }

    private static void audit(String what, Integration integration) {
        Audit.changed(
                what,
                "integration_id",
                integration.id().toString(),
                "chatbot_id",
                integration.chatbotId(),
                "phone_number_id",
                integration.phoneNumberId());
    }
}
