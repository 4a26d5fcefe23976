package org.wahook.testbed.meta;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.wahook.testbed.http.SimulatedAnswer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Media as the Graph API has them: an id, from which comes a URL for five minutes, from which come bytes for who has the
 * token; and uploads.
 */
final class SimulatedMedia {

    static final String FILES = "files";

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Long> LARGEST = Map.of(
            "image/jpeg", 5_000_000L,
            "image/png", 5_000_000L,
            "image/webp", 500_000L);
    private static final long LARGEST_DOCUMENT = 100_000_000L;
    private static final long LARGEST_OTHER = 16_000_000L;
    private static final Set<String> AUDIO_AND_VIDEO =
            Set.of("video/mp4", "video/3gpp", "audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg");

    private final AtomicLong ids = new AtomicLong(700_000_000L);
    private final Map<String, StoredMedia> byId = new ConcurrentHashMap<>();
    private final Map<String, MediaBehaviour> behaviours = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> urls = new ConcurrentHashMap<>();
    private final Queue<StoredMedia> uploads = new ConcurrentLinkedQueue<>();
    private final Queue<GraphError> uploadErrors = new ConcurrentLinkedQueue<>();
    private final Queue<String> downloads = new ConcurrentLinkedQueue<>();

    String add(String phoneNumberId, String mimeType, byte[] bytes) {
        return keep(phoneNumberId, mimeType, bytes).id();
    }

    void behave(String id, MediaBehaviour behaviour) {
        behaviours.put(id, behaviour);
    }

    void expire(String id) {
        byId.remove(id);
    }

    void refuseNextUpload(GraphError error) {
        uploadErrors.add(error);
    }

    List<StoredMedia> uploads() {
        return List.copyOf(uploads);
    }

    /** The ids whose bytes were asked for with a token. */
    List<String> downloads() {
        return List.copyOf(downloads);
    }

    Optional<StoredMedia> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private StoredMedia keep(String phoneNumberId, String mimeType, byte[] bytes) {
        StoredMedia media =
                new StoredMedia(String.valueOf(ids.incrementAndGet()), phoneNumberId, mimeType, bytes.clone());
        byId.put(media.id(), media);
        return media;
    }

    /** {@code GET /{version}/{media-id}} */
    SimulatedAnswer describe(StoredMedia media, String baseUrl) {
        int number = urls.computeIfAbsent(media.id(), id -> new AtomicInteger()).incrementAndGet();
        MediaBehaviour behaviour = behaviours.get(media.id());
        String url = behaviour instanceof MediaBehaviour.UrlElsewhere(String elsewhere)
                ? elsewhere
                : "%s/%s/%s/%d".formatted(baseUrl, FILES, media.id(), number);
        long size = switch (behaviour) {
            case MediaBehaviour.AnnouncedSize(long bytes) -> bytes;
            case MediaBehaviour.Endless(long announced) -> announced;
            case null, default -> media.bytes().length;
        };
        ObjectNode body = JSON.createObjectNode()
                .put("messaging_product", "whatsapp")
                .put("url", url)
                .put("mime_type", media.mimeType())
                .put("sha256", sha256(media.bytes()))
                // Meta writes it as a text here and there.
                .put("file_size", String.valueOf(size))
                .put("id", media.id());
        return SimulatedAnswer.json(200, JSON.writeValueAsString(body));
    }

    /** The URL that came with an id. */
    SimulatedAnswer bytes(String id, String url) {
        StoredMedia media = byId.get(id);
        if (media == null) {
            return new SimulatedAnswer.Full(404, "text/html", "gone", Map.of());
        }
        downloads.add(id);
        SimulatedAnswer asUsual = new Bytes(media.mimeType(), media.bytes());
        return switch (behaviours.get(id)) {
            case MediaBehaviour.Redirect(String location) ->
                new SimulatedAnswer.Full(302, "text/html", "", Map.of("Location", location));
            case MediaBehaviour.FirstUrlExpired()
            when url.equals("1") -> new SimulatedAnswer.Full(404, "text/html", "gone", Map.of());
            case MediaBehaviour.Status(int status) -> new SimulatedAnswer.Full(status, "text/html", "no", Map.of());
            case MediaBehaviour.Drip drip -> new Dripping(drip);
            case MediaBehaviour.Endless endless -> new Endless(media.bytes());
            case null, default -> asUsual;
        };
    }

    /** {@code POST /{version}/{phone-number-id}/media} */
    SimulatedAnswer upload(String phoneNumberId, MultipartForm form) {
        GraphError planned = uploadErrors.poll();
        if (planned != null) {
            return planned.answer();
        }
        if (!form.field("messaging_product").equals("whatsapp") || form.file().isEmpty()) {
            return GraphError.invalidParameter("messaging_product and file are required")
                    .answer();
        }
        MultipartForm.File file = form.file().get();
        long largest = LARGEST.getOrDefault(
                file.mimeType(), AUDIO_AND_VIDEO.contains(file.mimeType()) ? LARGEST_OTHER : LARGEST_DOCUMENT);
        if (file.bytes().length == 0 || file.bytes().length > largest) {
            return GraphError.of(400, 131053, "(#131053) Media upload error").answer();
        }
        StoredMedia media = keep(phoneNumberId, file.mimeType(), file.bytes());
        uploads.add(media);
        return SimulatedAnswer.json(200, "{\"id\":\"" + media.id() + "\"}");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Bytes(String mimeType, byte[] bytes) implements SimulatedAnswer.Custom {
        @Override
        public void give(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", mimeType);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    private record Dripping(MediaBehaviour.Drip drip) implements SimulatedAnswer.Custom {
        @Override
        public void give(HttpExchange exchange) throws IOException, InterruptedException {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(0xFF);
                    body.flush();
                    Thread.sleep(drip.every());
                }
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Endless(byte[] start) implements SimulatedAnswer.Custom {
        @Override
        public void give(HttpExchange exchange) throws IOException {
            exchange.sendResponseHeaders(200, 0);
            byte[] zeros = new byte[64 * 1024];
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(start);
                while (true) {
                    body.write(zeros);
                }
            }
        }
    }
}
