package org.wahook.sandbox.run;

import java.util.Locale;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The bistro's bot: a few answers of contract 2, one for each kind of message that it can send. */
final class Waiter {

    /** Where nobody serves it: the words go out instead. */
    static final String NO_PHOTO = "https://bistro.example/dining-room.png";

    private final String photo;

    /** @param photo its URL */
    Waiter(String photo) {
        this.photo = photo;
    }

    /** @param turn as contract 2 asks it */
    ObjectNode answer(JsonNode turn) {
        JsonNode input = turn.path("input").path(turn.path("input").size() - 1);
        ObjectNode answer = Json.object().put("version", 2);
        ArrayNode messages = answer.putArray("messages");
        switch (input.path("type").asString("")) {
            case "reply" -> choice(messages, input.path("reply"));
            case "location" -> {
                text(messages, "That is not far from us.");
                here(messages);
            }
            case "flowReply" -> text(messages, booked(input.path("flowReply")));
            case "audio" -> text(messages, heard(input.path("media")));
            case "image", "video", "document", "sticker" ->
                text(messages, "Thank you for the " + input.path("type").asString("") + ". It looks delicious.");
            default -> words(messages, input);
        }
        return answer;
    }

    private static void words(ArrayNode messages, JsonNode input) {
        if (input.path("text").asString("").toLowerCase(Locale.ROOT).contains("where")) {
            here(messages);
        } else {
            greeting(messages);
        }
    }

    private void choice(ArrayNode messages, JsonNode reply) {
        switch (reply.path("id").asString("")) {
            case "menu" -> menu(messages);
            case "photo" ->
                messages.addObject()
                        .put("type", "image")
                        .put("url", photo)
                        .put("caption", "Our dining room")
                        .put("fallbackText", "Our dining room has twelve tables and a view of the river.");
            case "table" ->
                messages.addObject()
                        .put("type", "flow")
                        .put("text", "For how many, and when?")
                        .put("flowId", "table-form")
                        .put("cta", "Book a table")
                        .put("fallbackText", "Please write for how many and when.");
            default -> {
                text(messages, "Good choice: " + reply.path("title").asString("") + ".");
                greeting(messages);
            }
        }
    }

    private static void greeting(ArrayNode messages) {
        ObjectNode message = messages.addObject()
                .put("type", "buttons")
                .put("text", "Welcome to the bistro. What may I do for you?")
                .put("fallbackText", "Welcome to the bistro. Write menu, photo or table.");
        ArrayNode buttons = message.putArray("buttons");
        buttons.addObject().put("id", "menu").put("title", "The menu");
        buttons.addObject().put("id", "photo").put("title", "A photo");
        buttons.addObject().put("id", "table").put("title", "Book a table");
    }

    private static void menu(ArrayNode messages) {
        ObjectNode message = messages.addObject()
                .put("type", "list")
                .put("text", "Today we have:")
                .put("button", "Choose")
                .put("fallbackText", "Today we have soup, trout and plum cake.");
        ArrayNode rows =
                message.putArray("sections").addObject().put("title", "Today").putArray("rows");
        rows.addObject().put("id", "dish-soup").put("title", "Soup").put("description", "Lentils and mint, 7 EUR");
        rows.addObject().put("id", "dish-trout").put("title", "Trout").put("description", "With almonds, 19 EUR");
        rows.addObject().put("id", "dish-cake").put("title", "Plum cake").put("description", "5 EUR");
    }

    private static void here(ArrayNode messages) {
        messages.addObject()
                .put("type", "location")
                .put("latitude", 52.5163)
                .put("longitude", 13.3777)
                .put("name", "The bistro")
                .put("address", "Am Ufer 1, Berlin")
                .put("fallbackText", "The bistro, Am Ufer 1, Berlin");
    }

    /** @param reply as Meta sends a form: its fields are JSON inside of a string */
    private static String booked(JsonNode reply) {
        JsonNode fields = Json.parse(reply.path("response_json").asString("")).orElseGet(Json::object);
        return "A table for %s on %s: it is booked."
                .formatted(
                        fields.path("guests").asString("you"),
                        fields.path("date").asString("the day that you like"));
    }

    private static String heard(JsonNode media) {
        String words = media.path("transcript").path("text").asString("");
        return words.isEmpty() ? "I can't hear voice notes yet. Please write to me." : "I heard: " + words;
    }

    private static void text(ArrayNode messages, String text) {
        messages.addObject().put("type", "text").put("text", text);
    }
}
