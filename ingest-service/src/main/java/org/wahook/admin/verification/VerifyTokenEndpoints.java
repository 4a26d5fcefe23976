package org.wahook.admin.verification;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v1/verify-token} */
public final class VerifyTokenEndpoints {

    private static final int LONGEST = 1000;

    private final VerifyTokenStore store;
    private final Optional<Secret> fallback;

    /** @param fallback of the configuration: accepted besides those of the integrations */
    public VerifyTokenEndpoints(VerifyTokenStore store, Optional<Secret> fallback) {
        this.store = store;
        this.fallback = fallback;
    }

    /** POST, so that the token is not in a URL. */
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/api/v1/verify-token/check", this::check));
    }

    private RestAnswer check(Request request) {
        Form form = Form.of(request.body());
        String token = form.text("verifyToken", VerifyTokenEndpoints::complaint);
        return form.complete(() -> token).then(it -> RestAnswer.ok(find(it)));
    }

    /** Spaces are allowed: they may be the mistake. */
    private static Optional<String> complaint(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.of("have 1 to " + LONGEST + " characters");
        }
        boolean storable =
                text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        return storable ? Optional.empty() : Optional.of("be text");
    }

    private ObjectNode find(String token) {
        List<TokenMatch> matches = store.find(token);
        boolean isFallback = isFallback(token);
        boolean known = isFallback || matches.stream().anyMatch(TokenMatch::accepted);
        ObjectNode json = Json.object().put("accepted", known).put("fallback", isFallback);
        ArrayNode integrations = json.putArray("integrations");
        matches.forEach(match -> integrations.add(match.toJson()));
        json.put("hint", known ? null : hint(token, !matches.isEmpty()));
        return json;
    }

    private String hint(String token, boolean inactive) {
        if (inactive) {
            return "Its integrations, or their chatbots, are inactive: see status and chatbotStatus, and activate one.";
        }
        List<String> similar = Stream.of(
                        token.strip(),
                        token.replace('+', ' '),
                        token.replace(' ', '+'),
                        token.replaceAll("^[\"']|[\"']$", ""),
                        token.replaceAll("\\s", ""),
                        " " + token,
                        token + " ",
                        token + "\n")
                .filter(it -> !it.equals(token) && !it.isEmpty())
                .distinct()
                .toList();
        return similar.stream().anyMatch(this::isFallback) || store.knowsAny(similar)
                ? "A token that differs in spaces, plus signs or quotes alone is known: compare the two character by"
                        + " character."
                : "No integration has this token, nor anything like it.";
    }

    private boolean isFallback(String token) {
        return fallback.filter(secret -> secret.matches(token)).isPresent();
    }
}
