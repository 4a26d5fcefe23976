package org.wahook.testbed.meta;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as Meta writes it: pure ASCII, with slashes and at signs escaped, hex digits in lower case. */
public final class MetaJson {
    private static final JsonMapper JSON = new JsonMapper();

    private MetaJson() {}

    /** The bytes that go over the wire and are signed. */
    public static byte[] bytes(JsonNode node) {
        String plain = JSON.writeValueAsString(node);
        StringBuilder wire = new StringBuilder(plain.length() + 64);
        for (int i = 0; i < plain.length(); i++) {
            escape(plain.charAt(i), wire);
        }
        return wire.toString().getBytes(StandardCharsets.US_ASCII);
    }

    // Outside of strings JSON has none of these characters, so each can be escaped wherever it stands.
    private static void escape(char c, StringBuilder wire) {
        if (c == '/') {
            wire.append("\\/");
        } else if (c == '@' || c > '~') {
            wire.append("\\u%04x".formatted((int) c));
        } else {
            wire.append(c);
        }
    }
}
