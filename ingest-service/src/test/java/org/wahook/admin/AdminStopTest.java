package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending that an error of the account has stopped. */
class AdminStopTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    private String id = "";

    @BeforeEach
    void stopSending() {
        admin.execute("DELETE FROM whatsapp_accounts");
        id = admin.create("shop", "4711").field("/id");
        admin.execute(
                "UPDATE whatsapp_accounts SET paused_reason = 'token expired', paused_at = now() WHERE id = ?::uuid",
                id);
        assertThat(admin.get(AdminService.INTEGRATION + "/" + id).field("/pausedReason"))
                .isEqualTo("token expired");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"active\"}",
                "{\"accessToken\": \"access-token-of-4711\"}",
                "{\"accessToken\": \"another-token\"}"
            })
    void is_lifted_by_the_status_and_by_any_token_the_same_one_too(String change) {
        AdminResponse answer = admin.patch(AdminService.INTEGRATION + "/" + id, change);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("pausedReason").isNull()).isTrue();
        assertThat(admin.query(
                        "SELECT count(*) FROM whatsapp_accounts WHERE paused_reason IS NULL AND paused_at IS NULL"))
                .containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"inactive\"}",
                "{\"verifyToken\": \"another\"}",
                "{\"webhookUrl\": \"https://other.example.com/webhook\"}"
            })
    void stays_after_any_other_change(String change) {
        assertThat(admin.patch(AdminService.INTEGRATION + "/" + id, change).field("/pausedReason"))
                .isEqualTo("token expired");
    }

    @Test
    void is_told_with_what_lifts_it() {
        assertThat(admin.get(AdminService.INTEGRATION + "/" + id)
                        .json()
                        .path("warnings")
                        .toString())
                .contains("token expired", "status to active");
    }
}
