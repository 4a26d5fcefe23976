package org.wahook.shared.bot;

import java.util.Optional;
import org.wahook.platform.config.Secret;
import org.wahook.platform.secrets.Decrypted;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.secrets.SecretOwner;

/** A bot's state as it stands in the database: bound to its conversation, encrypted where there are keys. */
public final class StoredState {

    private StoredState() {}

    public static String write(Encryption encryption, long conversationId, String state) {
        return encryption.seal(new Secret(state), SecretOwner.botStateOf(conversationId));
    }

    /** Empty where none of the keys reads it: the bot begins anew. */
    public static Optional<String> read(Encryption encryption, long conversationId, String stored) {
        return switch (encryption.open(stored, SecretOwner.botStateOf(conversationId))) {
            case Decrypted.Clear(Secret state) -> Optional.of(state.reveal());
            case Decrypted.Unreadable(String why) -> Optional.empty();
        };
    }
}
