package org.wahook.sandbox.browser;

import org.wahook.platform.json.Json;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import tools.jackson.databind.JsonNode;

/** What the AIs of the phone's clients answer. */
final class PhoneAnswers {

    private PhoneAnswers() {}

    /** In the contract in which it was asked. */
    static ResponseBehaviour to(ReceivedQuestion question) {
        String words = "You said: " + question.lastUserContent();
        if (question.body().has("messages")) {
            return ResponseBehaviour.Raw.json(
                    200,
                    "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"**%s**\"}}]}"
                            .formatted(words));
        }
        if (!question.body().has("input")) {
            return new ResponseBehaviour.Reply(words);
        }
        return ResponseBehaviour.Raw.json(
                200,
                "{\"version\": 2, \"messages\": [%s]}"
                        .formatted(
                                switch (chosen(question)) {
                                    case "Hello" -> """
                    {"type": "buttons", "text": "What may I do?", "buttons": [
                      {"id": "menu", "title": "The menu"}, {"id": "photo", "title": "A photo"}, {"id": "table", "title": "A table"}]}""";
                                    case "The menu" -> """
                    {"type": "list", "text": "Today:", "button": "Choose", "sections": [{"title": "Warm", "rows": [
                      {"id": "soup", "title": "Soup", "description": "of lentils"}]}]}""";
                                    case "A photo" -> """
                    {"type": "image", "url": "https://bistro.example/a.jpg", "caption": "Our dining room", "fallbackText": "a room"}""";
                                    case "A table" -> """
                    {"type": "flow", "text": "For how many?", "flowId": "table-form", "cta": "Book now", "fallbackText": "How many?"}""";
                                    default ->
                                        Json.text(Json.object()
                                                .put("type", "text")
                                                .put("text", words));
                                }));
    }

    /** The button or row, or the words: what it answers to stands before them in the description. */
    private static String chosen(ReceivedQuestion question) {
        JsonNode input = question.body().path("input").path(0);
        return input.path("reply").path("title").asString(input.path("text").asString(""));
    }
}
