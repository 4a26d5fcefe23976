package org.wahook.testbed.transcription;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.testbed.http.SimulatedAnswer;
import org.wahook.testbed.meta.MultipartForm;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /audio/transcriptions} in the shape of OpenAI's. */
public final class SimulatedTranscription implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final LocalHttpServer server = LocalHttpServer.start(this::handle);
    private volatile Function<Heard, SimulatedAnswer> behaviour = asked -> text("is it open?");

    /** What was asked. */
    public record Heard(MultipartForm form, String authorization) {

        public MultipartForm.File file() {
            return form.file().orElseThrow();
        }
    }

    private SimulatedTranscription() {}

    public static SimulatedTranscription start() {
        return new SimulatedTranscription();
    }

    /** For {@code TRANSCRIPTION_BASE_URL}. */
    public String baseUrl() {
        return server.baseUrl();
    }

    /** Every voice note that came, in order. */
    public List<Heard> heard() {
        return List.copyOf(heard);
    }

    /** Answers so from now on. */
    public void answer(Function<Heard, SimulatedAnswer> how) {
        behaviour = how;
    }

    /** An answer with these words. */
    public static SimulatedAnswer text(String words) {
        return SimulatedAnswer.json(200, JSON.writeValueAsString(Map.of("text", words)));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            answer(exchange).give(exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private SimulatedAnswer answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        MultipartForm form = MultipartForm.read(type == null ? "" : type, body);
        if (!exchange.getRequestURI().getPath().equals("/audio/transcriptions")
                || form.file().isEmpty()
                || form.field("model").isEmpty()) {
            return SimulatedAnswer.json(400, "{\"error\":{\"message\":\"file and model are required\"}}");
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Heard one = new Heard(form, authorization == null ? "" : authorization);
        heard.add(one);
        return behaviour.apply(one);
    }

    @Override
    public void close() {
        server.close();
    }
}
