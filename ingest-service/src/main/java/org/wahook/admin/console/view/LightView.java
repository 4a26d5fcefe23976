package org.wahook.admin.console.view;

import java.util.Locale;
import org.wahook.admin.health.Light;

/** How a client is doing, in words for people; the worst first. */
public enum LightView {
    BAD("not working"),
    WARN("look at it"),
    WAITING("waiting for its first webhook"),
    GOOD("fine"),
    OFF("inactive");

    private final String words;

    LightView(String words) {
        this.words = words;
    }

    static LightView of(Light light) {
        return switch (light.level()) {
            case BAD -> BAD;
            case WARN -> WARN;
            case WAITING -> WAITING;
            case GOOD -> GOOD;
            case OFF -> OFF;
        };
    }

    public String words() {
        return words;
    }

    /** The class in the style sheet. */
    public String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
