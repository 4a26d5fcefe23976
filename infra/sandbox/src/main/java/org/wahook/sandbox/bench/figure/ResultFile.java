package org.wahook.sandbox.bench.figure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The figures as JSON, to be compared with those of another day. */
public final class ResultFile {

    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private ResultFile() {}

    /** Writes a file named by the time, and answers which. */
    public static Path write(Path folder, Instant at, String pace, Map<String, List<Figure>> results) {
        ObjectNode root = JSON.createObjectNode()
                .put("at", at.toString())
                .put("pace", pace)
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", System.getProperty("java.version"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        ArrayNode figures = root.putArray("figures");
        results.forEach((bench, rows) -> rows.forEach(figure -> add(figures.addObject(), bench, figure)));
        Path file = folder.resolve("bench-" + NAME.format(at) + ".json");
        try {
            return Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        } catch (IOException e) {
            throw new UncheckedIOException("not written: " + file, e);
        }
    }

    private static void add(ObjectNode node, String bench, Figure figure) {
        node.put("bench", bench)
                .put("figure", figure.name())
                .put("unit", figure.unit())
                .put("median", figure.spread().median())
                .put("min", figure.spread().min())
                .put("max", figure.spread().max());
        ArrayNode values = node.putArray("values");
        figure.spread().values().forEach(values::add);
        figure.wanted()
                .ifPresent(wanted -> node.put("target", wanted.toString())
                        .put("met", wanted.met(figure.spread().median())));
    }
}
