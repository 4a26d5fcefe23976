package org.wahook.admin.rest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the fields of an object and finds every problem before anyone acts on any: a field at fault yields a
 * placeholder, which {@link #complete} does not pass on.
 */
public final class Form {

    private static final int MOST_UNKNOWN_NAMED = 20;
    private static final int LONGEST_NAME = 60;

    private final ObjectNode source;
    private final String prefix;
    private final List<FieldProblem> problems;
    private final Set<String> known = new LinkedHashSet<>();

    private Form(ObjectNode source, String prefix, List<FieldProblem> problems) {
        this.source = source;
        this.prefix = prefix;
        this.problems = problems;
    }

    public static Form of(ObjectNode source) {
        return new Form(source, "", new ArrayList<>());
    }

    /** Whether the field is present; it may be null. */
    public boolean has(String name) {
        known.add(name);
        return source.has(name);
    }

    public String text(String name, Rule rule) {
        Optional<String> text = optionalText(name, rule);
        if (text.isEmpty() && isAbsent(source.path(name))) {
            problem(name, "is missing");
        }
        return text.orElse("");
    }

    public Optional<String> optionalText(String name, Rule rule) {
        JsonNode node = node(name);
        if (isAbsent(node)) {
            return Optional.empty();
        }
        if (!node.isString()) {
            problem(name, node.isArray() ? "must be one text, not several" : "must be a text");
            return Optional.empty();
        }
        Optional<String> complaint = rule.complaint(node.asString());
        complaint.ifPresent(what -> problem(name, "must " + what));
        return complaint.isPresent() ? Optional.empty() : Optional.of(node.asString());
    }

    /** A text that may be changed or left out, but not null. */
    public Optional<String> changedText(String name, Rule rule) {
        if (has(name) && source.path(name).isNull()) {
            problem(name, "must not be null");
            return Optional.empty();
        }
        return optionalText(name, rule);
    }

    /** A whole number, also as digits in a text: query parameters are texts. */
    public Optional<Integer> optionalWhole(String name, int least, int most) {
        JsonNode node = node(name);
        if (isAbsent(node)) {
            return Optional.empty();
        }
        boolean digits = node.isString() && node.asString().matches("\\d{1,9}");
        if (digits || (node.isIntegralNumber() && node.canConvertToInt())) {
            int number = digits ? Integer.parseInt(node.asString()) : node.asInt();
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        }
        problem(name, "must be a whole number from %d to %d".formatted(least, most));
        return Optional.empty();
    }

    public Optional<Boolean> optionalTruth(String name) {
        JsonNode node = node(name);
        if (isAbsent(node)) {
            return Optional.empty();
        }
        if (!node.isBoolean() && !node.asString("").matches("true|false")) {
            problem(name, "must be true or false");
            return Optional.empty();
        }
        return Optional.of(node.isBoolean() ? node.asBoolean() : node.asString().equals("true"));
    }

    public List<String> optionalTexts(String name, int most, Rule rule) {
        JsonNode node = node(name);
        if (isAbsent(node)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        node.forEach(one -> texts.add(one.asString("")));
        boolean good = node.isArray()
                && !texts.isEmpty()
                && texts.size() <= most
                && texts.stream().allMatch(text -> rule.complaint(text).isEmpty());
        if (!good) {
            problem(name, "must be a list of 1 to %d texts".formatted(most));
        }
        return texts;
    }

    /**
     * A nested object. Its fields are read with the returned form, whose problems are reported by {@link #complete}
     * of this one.
     */
    public Form object(String name) {
        JsonNode node = node(name);
        if (node instanceof ObjectNode object) {
            return new Form(object, prefix + name + ".", problems);
        }
        if (!isAbsent(node)) {
            problem(name, "must be an object");
        }
        return new Form(Json.object(), prefix + name + ".", problems);
    }

    /** A nested object whose fields the caller reads itself; empty where it is absent or no object. */
    public Optional<ObjectNode> optionalObject(String name) {
        JsonNode node = node(name);
        if (node instanceof ObjectNode object) {
            return Optional.of(object);
        }
        if (!isAbsent(node)) {
            problem(name, "must be an object");
        }
        return Optional.empty();
    }

    /** A problem that the rule of a single field does not find. */
    public void problem(String name, String message) {
        problems.add(new FieldProblem(prefix + name, message));
    }

    /** Reports each field that was not read. Call it on a nested form once all of its fields are read. */
    public void nothingElse() {
        source.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .limit(MOST_UNKNOWN_NAMED)
                .forEach(name -> problem(shorten(name), "is not known here"));
    }

    /** The value, or every problem. */
    public <T> Parsed<T> complete(Supplier<T> value) {
        nothingElse();
        return problems.isEmpty() ? new Parsed.Valid<>(value.get()) : new Parsed.Invalid<>(problems);
    }

    private JsonNode node(String name) {
        known.add(name);
        return source.path(name);
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /** A name that a caller gave, shortened to be quoted in a problem. */
    public static String shorten(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}
