package org.wahook.ingest.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.config.Secret;

class SignatureVerifierTest {

    private static final String SECRET = "test_app_secret";
    private static final String BODY = "{\"object\":\"whatsapp_business_account\",\"entry\":[]}";
    private static final String HEX = "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756";

    private static final String ESCAPED =
            "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":"
                    + "[{\"value\":{\"t\":\"caf\\u00e9 \\ud83d\\ude00 a\\/b \\u0040\"},\"field\":\"messages\"}]}]}";
    private static final String UNESCAPED =
            "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\",\"changes\":"
                    + "[{\"value\":{\"t\":\"café 😀 a/b @\"},\"field\":\"messages\"}]}]}";

    @Test
    void the_signature_of_metas_own_sdk_test_is_right() {
        assertThat(verify(
                        "TEST_APP_SECRET", "test", "0c61947b610d4f45e65f3d680e26027121ec2413e77598bcb6cfc6e0d9888221"))
                .isPresent();
    }

    @Test
    void escaped_and_unescaped_forms_of_one_json_have_signatures_of_their_own() {
        String escapedHex = "19818d59a81d07043d5c8ee2bd475a044cd371af749ddb314bb9097fbb30b697";
        String unescapedHex = "653b66a48f523d4ad84263198cbd05237b69aec75248d464e747f41fcb99a504";

        assertThat(ESCAPED).hasSize(143);
        assertThat(verify(SECRET, ESCAPED, escapedHex)).isPresent();
        assertThat(verify(SECRET, UNESCAPED, unescapedHex)).isPresent();
        assertThat(verify(SECRET, ESCAPED, unescapedHex)).isEmpty();
        assertThat(verify(SECRET, UNESCAPED, escapedHex)).isEmpty();
    }

    @Test
    void what_is_verified_are_the_very_bytes() {
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);

        VerifiedWebhook webhook =
                verifier(SECRET).verify(signature("sha256=" + HEX), body).orElseThrow();

        assertThat(webhook.body()).isSameAs(body);
    }

    @Test
    void hex_digits_may_be_upper_case() {
        assertThat(verify(SECRET, BODY, HEX.toUpperCase(Locale.ROOT))).isPresent();
    }

    @Test
    void the_signature_over_an_empty_body_counts() {
        assertThat(verify(SECRET, "", "e28efa0ccea0e1a2a6fd13ef7d0d7b0a5e3bd5d9b8c2de7ef6cf9a3b3a1d0c55"))
                .isEmpty();
        assertThat(verify("key", "", "5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0"))
                .isPresent();
    }

    @Test
    void any_of_several_secrets_may_have_signed() {
        SignatureVerifier rotating = verifier("new-secret", SECRET);

        assertThat(rotating.verify(signature("sha256=" + HEX), BODY.getBytes(StandardCharsets.UTF_8)))
                .isPresent();
        assertThat(verifier("new-secret", "other")
                        .verify(signature("sha256=" + HEX), BODY.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void one_wrong_digit_anywhere_is_a_forgery() {
        for (int i = 0; i < HEX.length(); i++) {
            char wrong = HEX.charAt(i) == '0' ? '1' : '0';
            String forged = HEX.substring(0, i) + wrong + HEX.substring(i + 1);
            assertThat(verify(SECRET, BODY, forged)).as("digit %d", i).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "x", "\u0000"})
    void one_more_byte_is_a_forgery(String more) {
        assertThat(verify(SECRET, BODY + more, HEX)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "sha256=",
                HEX,
                "sha1=" + HEX,
                "SHA256=" + HEX,
                "sha256:" + HEX,
                "' sha256=" + HEX + "'",
                "'sha256= " + HEX + "'",
                "'sha256=" + HEX + " '",
                "sha256=" + HEX + "0",
                "sha256=" + HEX + HEX,
                "'sha256=" + HEX + ",sha256=" + HEX + "'",
                "sha256=ec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
                "sha256=gec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
                "sha256=٣ec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
                "sha256=0xc6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
            })
    void a_header_of_another_form_is_none(String header) {
        assertThat(Signature.parse(List.of(header))).isEmpty();
    }

    @Test
    void no_header_and_two_headers_are_none() {
        assertThat(Signature.parse(List.of())).isEmpty();
        assertThat(Signature.parse(List.of("sha256=" + HEX, "sha256=" + HEX))).isEmpty();
    }

    @Test
    void there_is_no_verifier_without_a_secret() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SignatureVerifier(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> verifier("a", ""));
    }

    @Test
    void many_threads_may_verify_at_once() {
        SignatureVerifier verifier = verifier(SECRET);
        Signature signature = signature("sha256=" + HEX);

        long right = IntStream.range(0, 2000)
                .parallel()
                .filter(i -> verifier.verify(signature, (i % 2 == 0 ? BODY : BODY + i).getBytes(StandardCharsets.UTF_8))
                        .isPresent())
                .count();

        assertThat(right).isEqualTo(1000);
    }

    private static Optional<VerifiedWebhook> verify(String secret, String body, String hex) {
        return verifier(secret).verify(signature("sha256=" + hex), body.getBytes(StandardCharsets.UTF_8));
    }

    private static SignatureVerifier verifier(String... secrets) {
        return new SignatureVerifier(List.of(secrets).stream().map(Secret::new).toList());
    }

    private static Signature signature(String header) {
        return Signature.parse(List.of(header)).orElseThrow();
    }
}
