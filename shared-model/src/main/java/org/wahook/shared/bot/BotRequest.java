package org.wahook.shared.bot;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * One HTTP request to a bot: a POST.
 *
 * @param repeatable whether asking again after a time-out does no harm; false for bots that keep the conversation
 *     themselves, since they might take the customer's words twice
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record BotRequest(String url, List<Header> headers, String contentType, byte[] body, boolean repeatable) {

    private static final Pattern LINE_BREAK = Pattern.compile("[\\r\\n]");

    /** A header; a secret one is not shown when a request is shown. */
    public record Header(String name, String value, boolean secret) {
        public Header {
            value = LINE_BREAK.matcher(value).replaceAll("");
        }
    }

    public BotRequest {
        headers = List.copyOf(headers);
    }

    public static BotRequest json(String url, JsonNode body) {
        return new BotRequest(url, List.of(), "application/json", Json.bytes(body), true);
    }

    public BotRequest with(String name, String value) {
        return plus(new Header(name, value, false));
    }

    /** A header that carries a key; none where the key is empty. */
    public BotRequest withSecret(String name, String value) {
        return value.isEmpty() ? this : plus(new Header(name, value, true));
    }

    /** The key as OAuth 2 writes it; no header where it is empty. */
    public BotRequest withBearer(String key) {
        return key.isEmpty() ? this : plus(new Header("Authorization", "Bearer " + key, true));
    }

    /** The bot keeps the conversation: what it may have taken is not sent again without need. */
    public BotRequest once() {
        return new BotRequest(url, headers, contentType, body, false);
    }

    private BotRequest plus(Header header) {
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return new BotRequest(url, more, contentType, body, repeatable);
    }
}
