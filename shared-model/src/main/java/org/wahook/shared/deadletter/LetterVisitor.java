package org.wahook.shared.deadletter;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;

/** What is done with a selected dead letter. */
interface LetterVisitor {

    /** Whether it stays in its queue. */
    enum Fate {
        KEEP,
        /** No other letter is looked at. */
        KEEP_AND_STOP,
        REMOVE
    }

    /** @param channel with confirms, for what replaces the letter */
    Fate visit(Channel channel, GetResponse message, DeadLetter letter) throws IOException;
}
