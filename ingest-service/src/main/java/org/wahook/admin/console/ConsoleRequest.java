package org.wahook.admin.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a browser asks.
 *
 * @param path the names in the path, decoded
 * @param form of a POST
 * @param cookie the session's id, where there is one
 * @param sameSite whether the browser says that one of our own pages sent this
 * @param live whether a page that is open asks again by itself; such a visit changes nothing
 * @param secure whether the browser came by HTTPS
 */
record ConsoleRequest(
        String method,
        Map<String, String> path,
        Map<String, List<String>> query,
        Map<String, List<String>> form,
        Optional<String> cookie,
        String address,
        boolean sameSite,
        boolean live,
        boolean secure) {

    ConsoleRequest {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
        form = Map.copyOf(form);
    }

    boolean isPost() {
        return method.equals("POST");
    }

    /** A name in the path of the route. */
    String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the path of this page has no " + name);
        }
        return value;
    }

    /** The same with what was filled in. */
    ConsoleRequest withForm(Map<String, List<String>> fields) {
        return new ConsoleRequest(method, path, query, fields, cookie, address, sameSite, live, secure);
    }

    /** What was asked for in the URL; empty texts count as none. */
    Optional<String> asked(String name) {
        return first(query, name);
    }

    /** What was filled in, without spaces around it; empty texts count as none. */
    Optional<String> filled(String name) {
        return first(form, name);
    }

    /** What stands in a field of the form, be it nothing; empty where the form has no such field. */
    Optional<String> given(String name) {
        return form.getOrDefault(name, List.of()).stream().findFirst().map(String::strip);
    }

    private static Optional<String> first(Map<String, List<String>> values, String name) {
        return values.getOrDefault(name, List.of()).stream()
                .findFirst()
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
