package org.wahook.sandbox.deploy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.wahook.ingest.IngestMain;
import org.wahook.worker.WorkerMain;

/**
 * What {@code --help} of a service says that it can be told.
 *
 * @param settings by name: {@code required}, {@code optional}, or {@code default …}
 */
record ServiceHelp(Map<String, String> settings) {

    private static final Pattern SETTING = Pattern.compile("(?m)^  ([A-Z_]+) \\((.*)\\)$");

    static ServiceHelp ofIngest() {
        return read(() -> IngestMain.main(new String[] {"--help"}));
    }

    static ServiceHelp ofWorker() {
        return read(() -> WorkerMain.main(new String[] {"--help"}));
    }

    Set<String> names() {
        return settings.keySet();
    }

    Set<String> required() {
        return settings.entrySet().stream()
                .filter(setting -> setting.getValue().equals("required"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    String defaultOf(String name) {
        return settings.getOrDefault(name, "").replaceFirst("^default ", "");
    }

    private static ServiceHelp read(Runnable main) {
        PrintStream before = System.out;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        System.setOut(new PrintStream(text, true, StandardCharsets.UTF_8));
        try {
            main.run();
        } finally {
            System.setOut(before);
        }
        Map<String, String> settings = new TreeMap<>();
        Matcher found = SETTING.matcher(text.toString(StandardCharsets.UTF_8));
        while (found.find()) {
            settings.put(found.group(1), found.group(2));
        }
        return new ServiceHelp(settings);
    }
}
