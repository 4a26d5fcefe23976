package org.wahook.sandbox.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.wahook.sandbox.process.Installation;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;

/** Webhooks with one text message each, as the bytes of whole HTTP requests. */
public final class SignedRequests implements AutoCloseable {

    private static final Pattern MARK = Pattern.compile("#(\\d+)#");

    private final URI url;
    private final WebhookSender signer;

    public SignedRequests(URI url) {
        this.url = url;
        this.signer = new WebhookSender(url.toString(), Installation.APP_SECRET);
    }

    /**
     * One message.
     *
     * @param customer any number; the same one has the same conversation
     * @param message its number, different for each
     */
    public byte[] message(SeededClient client, long customer, long message) {
        return request(body(client, customer, message, "#%d#".formatted(message)));
    }

    /** One whose reply nobody will follow. */
    public byte[] unmarked(SeededClient client, long customer, long message) {
        return request(body(client, customer, message, "Thanks!"));
    }

    /** The number of the marked message that this text repeats; the simulated AI repeats what it is asked. */
    public static OptionalLong numberIn(String text) {
        Matcher matcher = MARK.matcher(text);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    /** Enough different ones to repeat, for a bench in which nobody reads them. */
    public List<byte[]> some(int count) {
        SeededClient client = new SeededClient("", SeededClient.phoneNumberId(0), "");
        return IntStream.range(0, count).mapToObj(i -> message(client, i, i)).toList();
    }

    /** Of the JSON. */
    public int bodySize() {
        return body(new SeededClient("", SeededClient.phoneNumberId(0), ""), 0, 0, "#0#").length;
    }

    private byte[] request(byte[] body) {
        byte[] head = """
                POST %s HTTP/1.1\r
                Host: %s:%d\r
                User-Agent: facebookexternalua\r
                Content-Type: application/json\r
                X-Hub-Signature-256: %s\r
                Content-Length: %d\r
                \r
                """.formatted(url.getPath(), url.getHost(), url.getPort(), signer.sign(body), body.length)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private static byte[] body(SeededClient client, long customer, long message, String end) {
        return WebhookBodies.text(
                WebhookNumber.of("waba-bench", client.phoneNumberId()),
                Customer.withPhone("4917%08d".formatted(customer), "Customer " + customer),
                "wamid.HBgLNDkxNzAwMDAwMDAVAgASGBQzQTdG%012d".formatted(message),
                Instant.now(),
                "Hello! Where is my order? It should have come two days ago. " + end);
    }

    @Override
    public void close() {
        signer.close();
    }
}
