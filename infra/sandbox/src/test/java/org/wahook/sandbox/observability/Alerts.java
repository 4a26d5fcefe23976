package org.wahook.sandbox.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of alerts.yml, read as the text that it is: its indentation is ours. */
final class Alerts {

    private static final Pattern RULE = Pattern.compile("(?m)^ {6}- alert: (\\w+)\n((?: {8}.*\n?|\n)*)");
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ {8}expr: (?:\\|\n((?: {10}.*\n)+)|(.+)\n)");

    /** @param text the whole of the rule */
    record Alert(String name, String expression, String text) {}

    private Alerts() {}

    static List<Alert> read(Path file) throws IOException {
        List<Alert> alerts = new ArrayList<>();
        Matcher rule = RULE.matcher(Files.readString(file));
        while (rule.find()) {
            Matcher expression = EXPRESSION.matcher(rule.group(2));
            if (!expression.find()) {
                throw new IllegalArgumentException(rule.group(1) + " has no expression");
            }
            String text = expression.group(1) == null ? expression.group(2) : expression.group(1);
            alerts.add(new Alert(rule.group(1), text.strip(), rule.group(2)));
        }
        return alerts;
    }
}
