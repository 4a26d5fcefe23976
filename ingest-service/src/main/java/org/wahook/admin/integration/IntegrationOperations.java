package org.wahook.admin.integration;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.integration.ConnectedIntegration.EarlierEvents;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Page;
import org.wahook.admin.verification.MetaVerification;
import org.wahook.admin.verification.Report;

/** Creates, lists and changes integrations, for callers over HTTP and for the console. */
public final class IntegrationOperations {

    private final IntegrationStore store;
    private final MetaVerification verification;
    private final UnroutedEvents unrouted;

    public IntegrationOperations(IntegrationStore store, MetaVerification verification, UnroutedEvents unrouted) {
        this.store = store;
        this.verification = verification;
        this.unrouted = unrouted;
    }

    /**
     * A creation.
     *
     * @param verify whether Meta is asked about the token first, and told of the webhook afterwards
     */
    public record CreateRequest(NewIntegration wanted, boolean verify, Optional<String> idempotencyKey) {}

    public Page<Integration> list(IntegrationFilter filter) {
        return Page.of(store.list(filter), filter.limit(), it -> new AccountPlace(it.createdAt(), it.id()).mark());
    }

    public Optional<Integration> find(UUID id) {
        return store.find(id);
    }

    /** Without a token that Meta takes for the number nothing is created; every other failure at Meta is only reported. */
    public IntegrationCreation create(CreateRequest request) {
        NewIntegration wanted = request.wanted();
        Optional<Report> checked =
                request.verify() ? Optional.of(verification.check(wanted.subject())) : Optional.empty();
        if (checked.filter(Report::hopeless).isPresent()) {
            return new IntegrationCreation.TokenRefused(checked.get());
        }
        return switch (store.create(wanted, request.idempotencyKey())) {
            case IntegrationStore.Creation.Created(Integration made) -> {
                audit("integration created", made);
                yield new IntegrationCreation.Created(connected(made, wanted, checked));
            }
            case IntegrationStore.Creation.Repeated(Integration same) ->
                new IntegrationCreation.Repeated(connected(same, wanted, checked));
            case IntegrationStore.Creation.Taken(UUID existing) -> new IntegrationCreation.Taken(existing);
        };
    }

    /**
     * Only after the creation: the worker must find the account when it routes earlier events again, and Meta asks the
     * webhook for the verify token at once.
     */
    private ConnectedIntegration connected(Integration made, NewIntegration wanted, Optional<Report> checked) {
        EarlierEvents earlier = earlier(wanted);
        checked.ifPresent(report -> audit("integration connected at Meta", made));
        return new ConnectedIntegration(
                made, earlier, checked.map(report -> verification.connect(wanted.subject(), report)));
    }

    private EarlierEvents earlier(NewIntegration wanted) {
        if (!wanted.replayUnrouted()) {
            return new EarlierEvents.Waiting(
                    unrouted.count(wanted.phoneNumberId()).orElse(0));
        }
        OptionalLong replayed = unrouted.replay(wanted.phoneNumberId());
        return replayed.isPresent()
                ? new EarlierEvents.Replayed(replayed.getAsLong())
                : new EarlierEvents.NotReplayed();
    }

    public IntegrationChangeResult change(UUID id, IntegrationChange change, IfMatch ifMatch) {
        return change(id, change, ifMatch, "integration changed: " + change.fields());
    }

    public IntegrationChangeResult deactivate(UUID id, IfMatch ifMatch) {
        return change(id, IntegrationChange.DEACTIVATION, ifMatch, "integration deactivated");
    }

    private IntegrationChangeResult change(UUID id, IntegrationChange change, IfMatch ifMatch, String what) {
        IntegrationChangeResult result = store.change(id, change, ifMatch);
        if (result instanceof IntegrationChangeResult.Changed(Integration made)) {
            audit(what, made);
        }
        return result;
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
