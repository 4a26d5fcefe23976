package org.wahook.sandbox.run;

import java.time.Duration;
import java.util.Optional;
import org.wahook.testbed.meta.SentMessage;

/**
 * What became of one client's first message.
 *
 * @param handshake the status of Meta's GET with the client's verify token, which echoed the challenge if it is 200
 * @param webhook the status of the POST
 * @param acknowledged from the first byte of the POST to its answer
 * @param reply what reached the Graph API, if anything in time
 * @param answered from the first byte of the POST to the reply at the Graph API
 */
record FirstMessageResult(
        DemoClient client,
        int handshake,
        int webhook,
        Duration acknowledged,
        Optional<SentMessage> reply,
        Duration answered) {

    /** Answered, and with this client's own access token. */
    boolean fine() {
        return handshake == 200
                && webhook == 200
                && reply.map(SentMessage::token)
                        .filter(client.accessToken()::equals)
                        .isPresent();
    }
}
