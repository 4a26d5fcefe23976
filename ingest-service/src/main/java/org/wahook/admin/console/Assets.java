package org.wahook.admin.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Style, scripts and the libraries, all from our own jar. A file's URL changes with its content, so browsers keep it. */
final class Assets {

    private static final String PATH = "/console/assets/";
    private static final String FOREVER = "public, max-age=31536000, immutable";
    private static final int HASH_BYTES = 6;

    private record File(String resource, String type) {}

    private record Loaded(ConsoleResponse reply, String hash) {}

    private static final Map<String, File> FILES = Map.of(
            "console.css", new File("/console/console.css", "text/css; charset=utf-8"),
            "console.js", new File("/console/console.js", "text/javascript; charset=utf-8"),
            "charts.js", new File("/console/charts.js", "text/javascript; charset=utf-8"),
            "icon.svg", new File("/console/icon.svg", "image/svg+xml"),
            "htmx.js",
                    new File(
                            "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js",
                            "text/javascript; charset=utf-8"),
            "chart.js",
                    new File(
                            "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js",
                            "text/javascript; charset=utf-8"));

    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();

    /** The URL of a file of ours, for templates. */
    public String url(String name) {
        return PATH + name + "?v=" + find(name).map(Loaded::hash).orElse("0");
    }

    Optional<ConsoleResponse> get(String name) {
        return find(name).map(Loaded::reply);
    }

    private Optional<Loaded> find(String name) {
        return Optional.ofNullable(FILES.get(name)).map(file -> loaded.computeIfAbsent(name, it -> load(file)));
    }

    private static Loaded load(File file) {
        try (InputStream in = Assets.class.getResourceAsStream(file.resource())) {
            if (in == null) {
                throw new IllegalStateException("the resource " + file.resource() + " is missing");
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            ConsoleResponse reply = new ConsoleResponse(200, file.type(), content, Map.of("Cache-Control", FOREVER));
            return new Loaded(reply, HexFormat.of().formatHex(hash, 0, HASH_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
