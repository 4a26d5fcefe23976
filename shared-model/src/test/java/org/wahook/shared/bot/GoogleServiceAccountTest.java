package org.wahook.shared.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.shared.bot.AskedBot.NOW;
import static org.wahook.shared.bot.AskedBot.turn;
import static org.wahook.shared.bot.AskedBot.words;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** The key of a Google service account is exchanged for an access token, against a simulated token server. */
@SuppressWarnings("NullAway.Init")
class GoogleServiceAccountTest {

    private static final String CX =
            "{\"responseContract\":\"dialogflow-cx\",\"bot\":{\"agent\":\"projects/p/locations/global/agents/a1\"}}";
    private static final String HI = "{\"queryResult\":{\"responseMessages\":[{\"text\":{\"text\":[\"Hi\"]}}]}}";
    private static KeyPair keys;

    private final AskedBot bot = new AskedBot();
    private final Secret serviceAccount = serviceAccount("shop-" + UUID.randomUUID() + "@p.iam.gserviceaccount.com");

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @AfterEach
    void close() {
        bot.close();
    }

    private Secret serviceAccount(String email) {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return new Secret(Json.text(Json.object()
                .put("type", "service_account")
                .put("private_key_id", "key-1")
                .put("private_key", pem)
                .put("client_email", email)
                .put("token_uri", bot.url() + "/token")));
    }

    private BotAnswer ask() {
        return bot.ask(CX, turn(words("Hi")), Optional.empty(), serviceAccount);
    }

    @Test
    void a_signed_assertion_earns_a_token_that_is_used_again_until_it_grows_old() throws GeneralSecurityException {
        bot.answers(200, "{\"access_token\":\"t-1\",\"expires_in\":3599,\"token_type\":\"Bearer\"}")
                .answers(200, HI)
                .answers(200, HI);

        assertThat(ask()).isInstanceOf(BotAnswer.Reply.class);
        assertThat(ask()).isInstanceOf(BotAnswer.Reply.class);

        assertThat(bot.got())
                .extracting(AskedBot.Got::path)
                .startsWith("/token")
                .hasSize(3);
        AskedBot.Got exchange = bot.got().getFirst();
        assertThat(exchange.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(exchange.header("Authorization")).isEmpty();
        String form = URLDecoder.decode(exchange.body(), StandardCharsets.UTF_8);
        assertThat(form).startsWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=");
        String[] jwt = form.substring(form.lastIndexOf('=') + 1).split("\\.", -1);
        assertThat(jwt).hasSize(3);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
        JsonNode claims = Json.parse(new String(Base64.getUrlDecoder().decode(jwt[1]), StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(claims.path("aud").asString()).isEqualTo(bot.url() + "/token");
        assertThat(claims.path("scope").asString()).isEqualTo("https://www.googleapis.com/auth/dialogflow");
        assertThat(claims.path("iat").asLong()).isEqualTo(NOW.getEpochSecond());
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
        assertThat(bot.got().get(1).header("Authorization")).isEqualTo("Bearer t-1");
        assertThat(bot.got().get(2).header("Authorization")).isEqualTo("Bearer t-1");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            400 | `{"error":"invalid_grant","error_description":"x"}` | REJECTED | HTTP 400 of Google's token server, code invalid_grant
            401 | `{}`                                               | REJECTED | HTTP 401 of Google's token server
            429 | `{"error":"rate_limit_exceeded"}`                  | THROTTLED | HTTP 429 of Google's token server, code rate_limit_exceeded
            503 | `no json`                                          | ERROR | HTTP 503 of Google's token server
            200 | `{"token_type":"Bearer"}`                          | REJECTED | HTTP 200 of Google's token server
            """, delimiter = '|')
    void what_the_token_server_says_instead(int status, String body, BotAnswer.Failure kind, String error) {
        bot.answers(status, body);

        assertThat(ask()).isEqualTo(BotAnswer.failed(kind, error));
        assertThat(bot.got()).as("the bot is not asked").hasSize(1);

        bot.answers(200, "{\"access_token\":\"t-2\"}").answers(200, HI);
        assertThat(ask()).as("a failure is not kept").isInstanceOf(BotAnswer.Reply.class);
    }

    @Test
    void a_key_that_is_none_is_taken_as_the_token() {
        bot.answers(200, HI);
        bot.ask(CX, turn(words("Hi")), Optional.empty(), new Secret("{\"private_key\":\"no key\"}"));
        assertThat(bot.got()).hasSize(1);
    }
}
