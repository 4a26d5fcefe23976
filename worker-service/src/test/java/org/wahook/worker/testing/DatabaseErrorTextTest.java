package org.wahook.worker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** An exception of the database ends in a log with its whole stack trace. */
class DatabaseErrorTextTest {

    @Test
    void an_error_of_the_database_quotes_neither_parameters_nor_rows() {
        try (WorkerDatabase database = WorkerDatabase.create()) {
            long conversation = database.conversation(database.client(), "4915112345678");

            Throwable refused = catchThrowable(() -> database.run(
                    "INSERT INTO messages (chatbot_id, conversation_id, direction, text, status)"
                            + " VALUES (?, ?, 'sideways', ?, 'pending')",
                    "chatbot",
                    conversation,
                    "a text that nobody else may read"));
            Throwable wrong = catchThrowable(
                    () -> database.run("SELECT no_such_column FROM chatbots WHERE id = ?", "a secret key"));

            assertThat(stackTrace(refused)).contains("messages_direction_check").doesNotContain("nobody else");
            assertThat(stackTrace(wrong)).contains("no_such_column").doesNotContain("a secret key");
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
