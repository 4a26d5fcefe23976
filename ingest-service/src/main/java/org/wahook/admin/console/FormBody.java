package org.wahook.admin.console;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The fields of a form, as browsers send them. */
final class FormBody {

    static final String TYPE = "application/x-www-form-urlencoded";

    private FormBody() {}

    /** Whether a form has the type that our pages send. It has no files, so nothing is kept on disk. */
    static boolean isOurs(Optional<String> contentType) {
        return contentType
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(TYPE::equals)
                .isPresent();
    }

    /** Empty where it is no form. */
    static Optional<Map<String, List<String>>> read(byte[] body) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        try {
            for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
                String[] parts = pair.split("=", 2);
                if (!pair.isEmpty()) {
                    fields.computeIfAbsent(decoded(parts[0]), it -> new ArrayList<>())
                            .add(parts.length < 2 ? "" : decoded(parts[1]));
                }
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(fields);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
