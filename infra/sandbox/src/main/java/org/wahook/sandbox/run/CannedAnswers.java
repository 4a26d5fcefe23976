package org.wahook.sandbox.run;

import java.time.Duration;
import org.wahook.platform.json.Json;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import tools.jackson.databind.node.ObjectNode;

/** What the simulated bots say: each client's in its own tone, after as long as a quick AI might take. */
final class CannedAnswers {

    static final Duration DELAY = Duration.ofMillis(300);
    private static final int LONGEST_QUOTE = 200;

    private final Waiter waiter;

    /** @param photo URL of the bistro's */
    CannedAnswers(String photo) {
        this.waiter = new Waiter(photo);
    }

    ResponseBehaviour answer(ReceivedQuestion asked) {
        return new ResponseBehaviour.After(DELAY, inContract(asked));
    }

    private ResponseBehaviour inContract(ReceivedQuestion asked) {
        if (asked.converslyWebId().equals(DemoClient.BISTRO.apiKey())) {
            return ResponseBehaviour.Raw.json(200, Json.text(waiter.answer(asked.body())));
        }
        if (asked.converslyWebId().equals(DemoClient.ADVISER.apiKey())) {
            return ResponseBehaviour.Raw.json(200, Json.text(completion(asked)));
        }
        return new ResponseBehaviour.Reply(text(asked));
    }

    /** In Markdown, as models write. */
    private static ObjectNode completion(ReceivedQuestion asked) {
        ObjectNode completion = Json.object().put("object", "chat.completion").put("model", "demo");
        completion
                .putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put(
                        "content",
                        "## My advice\n**You asked:** %s\n\n* start with *something short*\n* then [read on](https://example.com/books)"
                                .formatted(quote(asked)));
        completion.putObject("usage").put("prompt_tokens", 42).put("completion_tokens", 23);
        return completion;
    }

    private static String quote(ReceivedQuestion asked) {
        String said = asked.lastUserContent();
        return said.length() > LONGEST_QUOTE ? said.substring(0, LONGEST_QUOTE) + "..." : said;
    }

    private static String text(ReceivedQuestion asked) {
        String quote = quote(asked);
        if (asked.chatbotId().equals(DemoClient.SHOP.chatbotId())) {
            return "Great choice! You asked: \"%s\" Yes, it is in stock, and shipping is on us.".formatted(quote);
        }
        if (asked.chatbotId().equals(DemoClient.SUPPORT.chatbotId())) {
            return "We are sorry to hear that. You wrote: \"%s\" A colleague will look into it today.".formatted(quote);
        }
        return "You wrote: \"%s\"".formatted(quote);
    }
}
