package org.wahook.shared.bot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotAnswer.Failure;
import tools.jackson.databind.JsonNode;

/** The JSON key of a Google service account, and the access tokens that it is exchanged for (RFC 7523). */
final class GoogleServiceAccount {

    private static final String SCOPE = "https://www.googleapis.com/auth/dialogflow";
    private static final long LIFETIME_SECONDS = 3600;

    /**
     * Access tokens by the service account's key. A token is valid for an hour and asked for anew well before its end.
     */
    private static final Cache<String, String> TOKENS = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofMinutes(45))
            .build();

    private final String id;
    private final String email;
    private final String tokenUrl;
    private final PrivateKey key;

    private GoogleServiceAccount(String id, String email, String tokenUrl, PrivateKey key) {
        this.id = id;
        this.email = email;
        this.tokenUrl = tokenUrl;
        this.key = key;
    }

    /** Empty where the text is no such key. */
    static Optional<GoogleServiceAccount> read(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        JsonNode json = Json.parse(text).orElseGet(Json::object);
        String pem = json.path("private_key").asString("").replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            PrivateKey key = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            String email = json.path("client_email").asString("");
            String url = json.path("token_uri").asString("https://oauth2.googleapis.com/token");
            return Optional.of(new GoogleServiceAccount(
                    email + " " + json.path("private_key_id").asString(""), email, url, key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Goes on with an access token, which is asked for only where there is none that is still good. */
    BotStep token(Instant now, Function<String, BotStep> then) {
        String known = TOKENS.getIfPresent(id);
        if (known != null) {
            return then.apply(known);
        }
        String form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion(now);
        BotRequest request = new BotRequest(
                tokenUrl, List.of(), "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.UTF_8), true);
        return BotStep.call(request, response -> {
            String token = response.json().path("access_token").asString("");
            if (!response.isSuccess() || token.isEmpty()) {
                Failure kind = response.isSuccess() ? Failure.REJECTED : HttpFaults.kind(response.status());
                return BotStep.finished(HttpFaults.of(
                        response,
                        kind,
                        " of Google's token server"
                                + HttpFaults.code(response.json().path("error"))));
            }
            TOKENS.put(id, token);
            return then.apply(token);
        });
    }

    private String assertion(Instant now) {
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
        String claims = Json.text(Json.object()
                .put("iss", email)
                .put("scope", SCOPE)
                .put("aud", tokenUrl)
                .put("iat", now.getEpochSecond())
                .put("exp", now.getEpochSecond() + LIFETIME_SECONDS));
        String signed =
                base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA256withRSA", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
