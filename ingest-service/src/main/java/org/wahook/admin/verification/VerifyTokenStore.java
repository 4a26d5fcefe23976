package org.wahook.admin.verification;

import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Whose verify token is it? Inactive integrations too, since that may be why a handshake fails. */
public final class VerifyTokenStore {

    private static final String FIND = """
            SELECT a.id, a.chatbot_id, a.phone_number_id, a.status, c.status AS chatbot_status
            FROM whatsapp_accounts a JOIN chatbots c ON c.id = a.chatbot_id
            WHERE a.verify_token = :token
            ORDER BY a.status, a.created_at, a.id LIMIT 100
            """;

    private static final String ANY_OF = """
            SELECT EXISTS (SELECT 1 FROM whatsapp_accounts WHERE verify_token = ANY (:tokens) AND verify_token <> '')
            """;

    private final Jdbi jdbi;

    public VerifyTokenStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    List<TokenMatch> find(String token) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("token", token)
                .map((row, context) -> new TokenMatch(
                        row.getObject("id", UUID.class),
                        row.getString("chatbot_id"),
                        row.getString("phone_number_id"),
                        row.getString("status"),
                        row.getString("chatbot_status")))
                .list());
    }

    boolean knowsAny(List<String> tokens) {
        return jdbi.withHandle(handle -> handle.createQuery(ANY_OF)
                .bind("tokens", tokens.toArray(String[]::new))
                .mapTo(Boolean.class)
                .one());
    }
}
