package org.wahook.admin.rest;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The header {@code If-Match} (RFC 9110, section 13.1.1): a change is made only to the version that its caller has seen.
 *
 * @param versions empty where any version will do
 */
public record IfMatch(Set<String> versions) {

    public static final IfMatch ANY = new IfMatch(Set.of());

    public IfMatch {
        versions = Set.copyOf(versions);
    }

    /** Without the header, or with {@code *}, any version will do. A weak tag matches none. */
    public static IfMatch of(Optional<String> header) {
        return header.map(String::strip)
                .filter(text -> !text.isEmpty() && !text.equals("*"))
                .map(text -> new IfMatch(
                        Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet())))
                .orElse(ANY);
    }

    /** @param version that the caller has seen; empty where any will do */
    public static IfMatch ofVersion(Optional<String> version) {
        return version.map(seen -> new IfMatch(Set.of(etag(seen)))).orElse(ANY);
    }

    public boolean allows(String version) {
        return versions.isEmpty() || versions.contains(etag(version));
    }

    public static String etag(String version) {
        return '"' + version + '"';
    }
}
