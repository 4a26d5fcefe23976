package org.wahook.shared.bot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A form with one file (RFC 7578). */
public final class Multipart {

    private Multipart() {}

    /** A request that uploads a file, with text fields before it. */
    public static BotRequest request(
            String url, Map<String, String> fields, String fileName, String mimeType, byte[] content) {
        String boundary = "wahook-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream(content.length + 1024);
        fields.forEach((name, value) -> {
            write(body, "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(name) + "\"\r\n\r\n");
            write(body, value + "\r\n");
        });
        write(
                body,
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + quoted(fileName)
                        + "\"\r\nContent-Type: " + mimeType.replaceAll("[\\r\\n]", "") + "\r\n\r\n");
        body.writeBytes(content);
        write(body, "\r\n--" + boundary + "--\r\n");
        return new BotRequest(url, List.of(), "multipart/form-data; boundary=" + boundary, body.toByteArray(), true);
    }

    private static void write(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String name) {
        return name.replaceAll("[\\r\\n\"\\\\]", "_");
    }
}
