package org.wahook.sandbox.run;

import java.time.Duration;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;

/** What the simulated response API says: each client in its own tone, after as long as a quick AI might take. */
final class CannedAnswers {

    static final Duration DELAY = Duration.ofMillis(300);
    private static final int LONGEST_QUOTE = 200;

    private CannedAnswers() {}

    static ResponseBehaviour answer(ReceivedQuestion asked) {
        return new ResponseBehaviour.After(DELAY, new ResponseBehaviour.Reply(text(asked)));
    }

    private static String text(ReceivedQuestion asked) {
        String said = asked.lastUserContent();
        String quote = said.length() > LONGEST_QUOTE ? said.substring(0, LONGEST_QUOTE) + "..." : said;
        if (asked.chatbotId().equals(DemoClient.SHOP.chatbotId())) {
            return "Great choice! You asked: \"%s\" Yes, it is in stock, and shipping is on us.".formatted(quote);
        }
        if (asked.chatbotId().equals(DemoClient.SUPPORT.chatbotId())) {
            return "We are sorry to hear that. You wrote: \"%s\" A colleague will look into it today.".formatted(quote);
        }
        return "You wrote: \"%s\"".formatted(quote);
    }
}
