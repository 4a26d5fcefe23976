package org.wahook.sandbox.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.wahook.testbed.meta.SentMessage;

/** The first messages on paper: who said what to whom, when it was acknowledged and answered, and with whose token. */
final class TranscriptPage {

    private final PrintStream out;

    TranscriptPage(PrintStream out) {
        this.out = out;
    }

    void print(List<FirstMessageResult> exchanges) {
        out.println();
        out.println("Two clients, one webhook URL:");
        exchanges.forEach(this::print);
    }

    private void print(FirstMessageResult exchange) {
        DemoClient client = exchange.client();
        String customer = client.customer().name();
        out.println();
        out.printf("  %s (%s), number %s%n", client.name(), client.chatbotId(), client.phoneNumberId());
        line("handshake", "verify token %s: %d".formatted(Masking.secret(client.verifyToken()), exchange.handshake()));
        line(customer + " says", client.question());
        line("", "webhook acknowledged with %d in %s".formatted(exchange.webhook(), ms(exchange.acknowledged())));
        exchange.reply().ifPresentOrElse(sent -> reply(exchange, sent), () -> noReply(exchange));
    }

    private void reply(FirstMessageResult exchange, SentMessage sent) {
        line("answer", sent.text());
        line(
                "",
                "answered in %s (of which the AI took %s) to %s with access token %s"
                        .formatted(
                                ms(exchange.answered()),
                                ms(CannedAnswers.DELAY),
                                Masking.phone(sent.contactId()),
                                Masking.secret(sent.token())));
        if (!exchange.fine()) {
            line("WRONG", "that is not all as it should be: see the log files");
        }
    }

    private void noReply(FirstMessageResult exchange) {
        line(
                "NO ANSWER",
                "nothing reached the Graph API within %s: see the log files".formatted(ms(exchange.answered())));
    }

    private void line(String label, String text) {
        out.printf("    %-12s %s%n", label, text);
    }

    private static String ms(Duration time) {
        return time.toMillis() + " ms";
    }
}
