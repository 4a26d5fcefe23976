package org.wahook.admin.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** Where a page of a list ended. Opaque to callers, so that it may change. */
public final class PageCursor {

    /** Of lists in the order of a number. */
    public static final Rule NUMBER = rule(PageCursor::number);

    private PageCursor() {}

    public static String of(String mark) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mark.getBytes(StandardCharsets.UTF_8));
    }

    public static Rule rule(Function<String, Optional<?>> read) {
        return text ->
                read.apply(text).isPresent() ? Optional.empty() : Optional.of("be the nextCursor of another page");
    }

    public static Optional<Long> number(String text) {
        return mark(text).filter(mark -> mark.matches("\\d{1,18}")).map(Long::parseLong);
    }

    /** What {@link #of} was given. */
    public static Optional<String> mark(String text) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
