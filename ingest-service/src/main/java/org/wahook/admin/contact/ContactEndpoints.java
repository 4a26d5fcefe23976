package org.wahook.admin.contact;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;
import org.wahook.admin.rest.Rule;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.shared.contact.ContactErasure;
import org.wahook.shared.contact.ContactSelection;
import org.wahook.shared.deadletter.BrokerFailedException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/contacts}. Needs PostgreSQL and RabbitMQ. */
public final class ContactEndpoints {

    private static final String PATH = "/api/v1/contacts";

    /** Rows of one answer; whoever has more is exported by the command, which keeps nothing in memory. */
    private static final int MOST = 20_000;

    private static final Rule TEXT = Rule.text(1, 300);

    private final ContactErasure contacts;

    public ContactEndpoints(ContactErasure contacts) {
        this.contacts = contacts;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post(PATH + "/export", request -> with(request, this::export)),
                Endpoint.post(PATH + "/erase", request -> with(request, this::erase)));
    }

    private static RestAnswer with(Request request, Function<ContactSelection, RestAnswer> work) {
        return selection(request.body()).then(contact -> {
            try {
                return work.apply(contact);
            } catch (BrokerFailedException e) {
                return RestAnswer.refused(Problem.unavailable("RabbitMQ"));
            }
        });
    }

    private static Parsed<ContactSelection> selection(ObjectNode body) {
        Form form = Form.of(body);
        String contact = form.text("contact", TEXT);
        Optional<String> chatbotId = form.optionalText("chatbotId", TEXT);
        Optional<ContactSelection> selection = parse(contact, chatbotId);
        if (selection.isEmpty() && body.path("contact").isString()) {
            form.problem("contact", "must be a phone number or a user id");
        }
        return form.complete(selection::orElseThrow);
    }

    private static Optional<ContactSelection> parse(String contact, Optional<String> chatbotId) {
        try {
            return Optional.of(ContactSelection.of(contact, chatbotId));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private RestAnswer export(ContactSelection contact) {
        ArrayNode items = Json.array();
        boolean[] tooMany = {false};
        contacts.export(contact, line -> {
            if (items.size() < MOST) {
                Json.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .ifPresent(items::add);
            } else {
                tooMany[0] = true;
            }
        });
        if (tooMany[0]) {
            return RestAnswer.refused(Problem.named(
                    409,
                    "too-many-rows",
                    "More rows than one answer holds",
                    "There are more than %d. The command has no such limit: worker-service.jar export --contact"
                            .formatted(MOST)));
        }
        Audit.changed("contact exported", "contact", Redaction.contact(contact.contactId()));
        ObjectNode json = Json.object().put("count", items.size());
        json.set("items", items);
        return RestAnswer.ok(json);
    }

    private RestAnswer erase(ContactSelection contact) {
        Map<String, Long> counts = contacts.erase(contact);
        Audit.changed("contact erased", "contact", Redaction.contact(contact.contactId()));
        ObjectNode erased = Json.object();
        counts.forEach((what, count) -> erased.put(what, count));
        ObjectNode json = Json.object()
                .put(
                        "count",
                        counts.values().stream().mapToLong(Long::longValue).sum());
        json.set("erased", erased);
        return RestAnswer.ok(json);
    }
}
