package org.wahook.sandbox.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;
import org.wahook.testbed.responder.Turn;

/** Replies that name what they answer, so that each message can be followed to its one reply. */
final class Replies {

    private static final String PREFIX = "re: ";
    private static final String SEPARATOR = " | ";

    private Replies() {}

    /** What the response API answers in such a story. */
    static ResponseBehaviour naming(ReceivedQuestion asked) {
        return new Reply(textFor(unanswered(asked)));
    }

    static String textFor(List<String> messages) {
        return PREFIX + String.join(SEPARATOR, messages);
    }

    /** The user's entries at the end of a question. */
    static List<String> unanswered(ReceivedQuestion asked) {
        List<Turn> query = asked.query();
        int from = query.size();
        while (from > 0 && query.get(from - 1).role().equals("user")) {
            from--;
        }
        return query.subList(from, query.size()).stream().map(Turn::content).toList();
    }

    static List<String> answeredBy(SentMessage sent) {
        return Arrays.asList(sent.text().substring(PREFIX.length()).split(" \\| ", -1));
    }

    static List<String> answeredBy(List<SentMessage> sent) {
        List<String> all = new ArrayList<>();
        sent.forEach(one -> all.addAll(answeredBy(one)));
        return all;
    }
}
