package org.wahook.admin.bot;

import java.util.List;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;

/** Puts asterisks in the place of a bot's secrets, wherever they stand: a bot may repeat what it was sent. */
public final class SecretMask {

    static final String MASK = "***";

    private final List<Secret> secrets;

    SecretMask(List<Secret> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** Also as JSON writes them. */
    public String apply(String text) {
        String masked = text;
        for (Secret secret : secrets) {
            if (!secret.isEmpty()) {
                String quoted = Json.text(Json.object().stringNode(secret.reveal()));
                masked = masked.replace(secret.reveal(), MASK).replace(quoted.substring(1, quoted.length() - 1), MASK);
            }
        }
        return masked;
    }
}
