package org.wahook.admin.console;

import java.util.List;
import java.util.function.Function;

/**
 * A path of the console and what answers there.
 *
 * @param path behind {@code /console}, with names in braces
 * @param open whether it needs no login
 */
record ConsoleRoute(Method method, String path, boolean open, Handler handler) {

    enum Method {
        GET,
        POST
    }

    interface Handler {
        ConsoleResponse answer(ConsolePages pages, ConsoleRequest request);
    }

    /** A page of one subject. */
    interface Page<P> {
        ConsoleResponse answer(P pages, ConsoleRequest request, Session session);
    }

    /** The first that matches is taken. */
    static List<ConsoleRoute> all() {
        return List.of(
                open(Method.GET, "/assets/{name}", ConsolePages::asset),
                open(Method.GET, "/login", (it, request) -> it.console().loginPage()),
                open(Method.POST, "/login", (it, request) -> it.console().login(request)),
                closed(Method.POST, "/logout", (it, request) -> it.console().logout(request)),
                get("", ConsolePages::clients, ClientPages::list),
                get("/clients/new", ConsolePages::additions, ClientAddPages::blank),
                post("/clients/new", ConsolePages::additions, ClientAddPages::add),
                get("/clients/{id}", ConsolePages::clients, ClientPages::show),
                post("/clients/{id}/status", ConsolePages::clients, ClientPages::changeStatus),
                post("/clients/{id}/handshake", ConsolePages::clients, ClientPages::testHandshake),
                get("/clients/{id}/bot", ConsolePages::clients, ClientPages::show),
                post("/clients/{id}/bot", ConsolePages::botTests, BotTestPages::test),
                get("/clients/{id}/edit", ConsolePages::changes, ClientChangePages::edit),
                post("/clients/{id}/edit", ConsolePages::changes, ClientChangePages::change),
                get("/conversations", ConsolePages::conversations, ConversationPages::list),
                get("/unanswered", ConsolePages::conversations, ConversationPages::unanswered),
                get("/handoffs", ConsolePages::conversations, ConversationPages::handoffs),
                get("/conversations/{id}", ConsolePages::conversations, ConversationPages::show),
                get("/conversations/{id}/files/{messageId}", ConsolePages::conversations, ConversationPages::file),
                post("/conversations/{id}/bot", ConsolePages::conversations, ConversationPages::changeBot),
                post("/conversations/{id}/reply", ConsolePages::conversations, ConversationPages::reply),
                post("/conversations/{id}/thread", ConsolePages::conversations, ConversationPages::changeThread),
                get("/dead-letters", ConsolePages::deadLetters, DeadLetterPages::list),
                post("/dead-letters/replay", ConsolePages::deadLetters, DeadLetterPages::replay),
                post("/dead-letters/discard", ConsolePages::deadLetters, DeadLetterPages::discard),
                get("/traffic", ConsolePages::traffic, TrafficPages::show),
                get("/queues", ConsolePages::queues, QueuePages::show),
                closed(Method.GET, "/<other>", (it, request) -> it.console().missing()),
                closed(Method.POST, "/<other>", (it, request) -> it.console().missing()));
    }

    private static ConsoleRoute open(Method method, String path, Handler handler) {
        return new ConsoleRoute(method, path, true, handler);
    }

    private static ConsoleRoute closed(Method method, String path, Handler handler) {
        return new ConsoleRoute(method, path, false, handler);
    }

    private static <P> ConsoleRoute get(String path, Function<ConsolePages, P> subject, Page<P> page) {
        return closed(Method.GET, path, loggedIn(subject, page));
    }

    private static <P> ConsoleRoute post(String path, Function<ConsolePages, P> subject, Page<P> page) {
        return closed(Method.POST, path, loggedIn(subject, page));
    }

    private static <P> Handler loggedIn(Function<ConsolePages, P> subject, Page<P> page) {
        return (pages, request) ->
                pages.console().page(request, (asked, session) -> page.answer(subject.apply(pages), asked, session));
    }
}
