package org.wahook.testbed.stranger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a stranger sends on each connection.
 *
 * @param opening once it is connected
 * @param more again and again, after each pause; may be empty
 */
public record StrangerKind(String name, String opening, String more, Duration pause) {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Well-formed, so that only the body can show that it is wrong. */
    private static final String SIGNATURE = "X-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\n";

    private static final String WEBHOOK = "POST /webhook HTTP/1.1\r\nHost: localhost\r\n" + SIGNATURE;

    /** Connects and says nothing. */
    public static StrangerKind silent() {
        return once("silent", "");
    }

    /** Sends a header that never ends, a byte each second. */
    public static StrangerKind dripping() {
        return new StrangerKind("dripping", "POST /webhook HTTP/1.1\r\nHost: localhost\r\nX-Drip: ", "a", SECOND);
    }

    /** Sends so many bytes of headers, in lines of 500, and never the empty line behind them. */
    public static StrangerKind unfinishedHeaders(int bytes) {
        StringBuilder head = new StringBuilder(WEBHOOK);
        for (int line = 0; head.length() < bytes; line++) {
            head.append("X-%d: ".formatted(line))
                    .append("h".repeat(Math.max(1, Math.min(490, bytes - head.length() - 12))))
                    .append("\r\n");
        }
        return once("unfinished headers", head.toString());
    }

    /** Sends two requests that are complete and refused, with headers that servers like to remember, and stays. */
    public static StrangerKind asking() {
        String request = """
                GET /webhook?hub.mode=subscribe&hub.verify_token=guessed HTTP/1.1
                Host: localhost
                User-Agent: a stranger
                Accept: text/plain
                Cookie: one=1

                """.replace("\n", "\r\n");
        return once("asking", request + request);
    }

    /** Announces a chunked body and sends nothing of it. */
    public static StrangerKind chunkedWithoutBody() {
        return once("chunked without a body", WEBHOOK + "Transfer-Encoding: chunked\r\n\r\n");
    }

    /** Announces a body of this length and sends nothing of it. */
    public static StrangerKind announcing(int length) {
        return once("announcing " + length + " bytes", WEBHOOK + "Content-Length: " + length + "\r\n\r\n");
    }

    /** Announces a body of this length and sends a byte of it each second. */
    public static StrangerKind drippingBody(int length) {
        return new StrangerKind("dripping body", WEBHOOK + "Content-Length: " + length + "\r\n\r\n", "b", SECOND);
    }

    /** Sends this much of a longer body, then nothing. */
    public static StrangerKind stoppingAfter(int sent) {
        return once(
                "stopping after " + sent + " bytes",
                WEBHOOK + "Content-Length: " + (sent + 1) + "\r\n\r\n" + "b".repeat(sent));
    }

    /** Posts to the console's login a form that stops before its end. */
    public static StrangerKind unfinishedLogin() {
        return once(
                "unfinished logins",
                "POST /console/login HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 65000\r\n\r\ntoken="
                        + "a".repeat(64_000));
    }

    private static StrangerKind once(String name, String opening) {
        return new StrangerKind(name, opening, "", SECOND);
    }

    byte[] openingBytes() {
        return opening.getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] moreBytes() {
        return more.getBytes(StandardCharsets.ISO_8859_1);
    }
}
