package org.wahook.admin.chatbot;

import java.util.List;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;

/** What came of writing a chatbot. */
public sealed interface ChatbotWriteResult {

    record Created(Chatbot chatbot) implements ChatbotWriteResult {}

    record Changed(Chatbot chatbot) implements ChatbotWriteResult {}

    /** Nothing was written. */
    sealed interface NotWritten extends ChatbotWriteResult, Refused {}

    /** @param version the present one, which is not the one that the caller has seen; empty where there was no chatbot */
    record Stale(String version) implements NotWritten {
        @Override
        public Problem problem() {
            return Problem.stale(version);
        }
    }

    /** The API key that is stored must not go to another origin unless it is given again. */
    record KeyNeeded() implements NotWritten {
        @Override
        public Problem problem() {
            return Problem.invalid(List.of(new FieldProblem(
                    "apiKey", "must be given again: settings.responseApiBaseUrl would send it to another origin")));
        }
    }

    /** The same of the key for the client's own transcription endpoint. */
    record TranscriptionKeyNeeded() implements NotWritten {
        @Override
        public Problem problem() {
            return Problem.invalid(List.of(new FieldProblem(
                    "transcriptionKey",
                    "must be given again: settings.transcription.baseUrl would send it to another origin")));
        }
    }
}
