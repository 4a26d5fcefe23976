package org.wahook.shared.bot;

import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A message's content as Meta's Graph API takes it: {@code type} and the object of that type. */
public final class MetaMessages {

    private MetaMessages() {}

    /** Media stand there by their {@code link}; whoever sends has uploaded them and puts the id in its place. */
    public static ObjectNode of(MessageContent content) {
        ObjectNode json = Json.object();
        switch (content) {
            case MessageContent.Text text -> {
                json.put("type", "text");
                json.putObject("text").put("preview_url", text.previewUrl()).put("body", text.text());
            }
            case MessageContent.Buttons buttons -> buttons(interactive(json, "button", buttons.text()), buttons);
            case MessageContent.Choices choices -> list(interactive(json, "list", choices.text()), choices);
            case MessageContent.Media media -> {
                json.put("type", media.type());
                media(json.putObject(media.type()), media);
            }
            case MessageContent.Location place -> {
                json.put("type", "location");
                ObjectNode location = json.putObject("location")
                        .put("latitude", place.latitude())
                        .put("longitude", place.longitude());
                putUnlessEmpty(location, "name", place.name());
                putUnlessEmpty(location, "address", place.address());
            }
            case MessageContent.Contacts contacts -> {
                json.put("type", "contacts");
                json.set("contacts", contacts.cards());
            }
            case MessageContent.Reaction reaction -> {
                json.put("type", "reaction");
                json.putObject("reaction")
                        .put("message_id", reaction.messageId())
                        .put("emoji", reaction.emoji());
            }
            case MessageContent.CtaUrl cta ->
                interactive(json, "cta_url", cta.text())
                        .putObject("action")
                        .put("name", "cta_url")
                        .putObject("parameters")
                        .put("display_text", cta.label())
                        .put("url", cta.url());
            case MessageContent.Template template -> {
                json.put("type", "template");
                ObjectNode object = json.putObject("template").put("name", template.name());
                object.putObject("language").put("code", template.language());
                if (template.components().isArray()) {
                    object.set("components", template.components());
                }
            }
            case MessageContent.Flow flow -> flow(interactive(json, "flow", flow.text()), flow);
        }
        return json;
    }

    private static ObjectNode interactive(ObjectNode json, String type, String text) {
        json.put("type", "interactive");
        ObjectNode interactive = json.putObject("interactive").put("type", type);
        interactive.putObject("body").put("text", text);
        return interactive;
    }

    private static void buttons(ObjectNode interactive, MessageContent.Buttons content) {
        content.header().ifPresent(media -> {
            ObjectNode header = interactive.putObject("header").put("type", media.type());
            header.putObject(media.type()).put("link", media.url());
        });
        ArrayNode buttons = interactive.putObject("action").putArray("buttons");
        content.buttons()
                .forEach(button -> buttons.addObject()
                        .put("type", "reply")
                        .putObject("reply")
                        .put("id", button.id())
                        .put("title", button.title()));
    }

    private static void list(ObjectNode interactive, MessageContent.Choices content) {
        ObjectNode action = interactive.putObject("action").put("button", content.button());
        ArrayNode sections = action.putArray("sections");
        content.sections().forEach(section -> {
            ObjectNode one = sections.addObject();
            putUnlessEmpty(one, "title", section.title());
            ArrayNode rows = one.putArray("rows");
            section.rows()
                    .forEach(row -> putUnlessEmpty(
                            rows.addObject().put("id", row.id()).put("title", row.title()),
                            "description",
                            row.description()));
        });
    }

    private static void media(ObjectNode object, MessageContent.Media media) {
        object.put("link", media.url());
        if (media.kind() != MessageContent.Media.Kind.AUDIO) {
            putUnlessEmpty(object, "caption", media.caption());
        } else if (media.voice()) {
            object.put("voice", true);
        }
        if (media.kind() == MessageContent.Media.Kind.DOCUMENT) {
            media.filename().ifPresent(name -> object.put("filename", name));
        }
    }

    private static void flow(ObjectNode interactive, MessageContent.Flow flow) {
        ObjectNode parameters =
                interactive.putObject("action").put("name", "flow").putObject("parameters");
        parameters
                .put("flow_message_version", "3")
                .put("flow_id", flow.flowId())
                .put("flow_cta", flow.cta());
        flow.screen().ifPresent(screen -> {
            parameters.put("flow_action", "navigate");
            ObjectNode payload = parameters.putObject("flow_action_payload").put("screen", screen);
            if (flow.data().isObject() && !flow.data().isEmpty()) {
                payload.set("data", flow.data());
            }
        });
    }

    private static void putUnlessEmpty(ObjectNode object, String name, String value) {
        if (!value.isEmpty()) {
            object.put(name, value);
        }
    }
}
