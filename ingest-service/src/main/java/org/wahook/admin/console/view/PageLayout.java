package org.wahook.admin.console.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The layout around every page.
 *
 * @param section of the menu that the page belongs to; empty without a menu, before the login
 * @param notice what has just happened; empty where nothing has
 * @param good whether it succeeded
 * @param scripts of this page alone
 * @param url where a file of ours is
 */
public record PageLayout(
        String title, String section, String notice, boolean good, List<String> scripts, UnaryOperator<String> url) {

    public PageLayout {
        scripts = List.copyOf(scripts);
    }

    public String asset(String name) {
        return url.apply(name);
    }

    /** A text as a part of a URL. */
    public static String inUrl(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
