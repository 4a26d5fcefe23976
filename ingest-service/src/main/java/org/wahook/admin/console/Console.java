package org.wahook.admin.console;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.console.Templates.Page;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.handshake.HandshakeCheck;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.config.Secret;
import org.wahook.platform.telemetry.ThrottledWarning;

/** Which page a visit gets. Nothing but the login and the files is shown to somebody who is not logged in. */
final class Console {

    private static final Logger log = LoggerFactory.getLogger(Console.class);
    private static final String LOGIN = "/console/login";

    private final ThrottledWarning otherSites = new ThrottledWarning(log, "A form from another site was refused");
    private final ThrottledWarning wrongTokens =
            new ThrottledWarning(log, "A login at the console was refused: the token is wrong");

    private final Secret token;
    private final Assets assets = new Assets();
    private final Templates templates = new Templates(assets);
    private final Sessions sessions;
    private final GuessLimit guesses;
    private final List<Route> pages;

    /** What somebody who is logged in can ask for. */
    interface Handler {
        ConsoleResponse answer(ConsoleRequest request, Session session, Matcher path);
    }

    record Route(String method, Pattern path, Handler handler) {

        static Route get(String path, Handler handler) {
            return new Route("GET", Pattern.compile(path), handler);
        }

        static Route post(String path, Handler handler) {
            return new Route("POST", Pattern.compile(path), handler);
        }
    }

    /**
     * What the pages work with.
     *
     * @param operations those that are asked by their paths
     */
    record Backends(
            AdminOperations operations,
            DeadLetterOperations deadLetters,
            QueueDepths queues,
            HandshakeCheck handshakes) {}

    Console(Secret token, GuessLimit guesses, Backends with, Ticker ticker) {
        this.token = token;
        this.guesses = guesses;
        sessions = new Sessions(ticker);
        AdminClient admin = new AdminClient(with.operations(), Clock.systemUTC());
        pages = Stream.of(
                        new ClientPages(admin, templates, with.handshakes()).routes(),
                        new ClientChangePages(admin, templates).routes(),
                        new ConversationPages(admin, templates).routes(),
                        new DeadLetterPages(admin, with.deadLetters(), templates).routes(),
                        new TrafficPages(admin, templates).routes(),
                        new QueuePages(with.queues(), templates).routes())
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What a request gets before its form is read: an answer where it comes from another site, or where nobody is logged
     * in. Empty where its form is to be read.
     *
     * @param request without its form
     */
    Optional<ConsoleResponse> refuse(ConsoleRequest request) {
        if (request.isPost() && !request.sameSite()) {
            otherSites.say("sent from " + request.address());
            return Optional.of(
                    problem(403, "This form was not sent from the console", "Open the page again and repeat."));
        }
        if (request.isForLogin() || request.isForAssets() || session(request).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(request.live() ? ConsoleResponse.leaveFor(LOGIN) : ConsoleResponse.goTo(LOGIN));
    }

    /** @param request that was not refused */
    ConsoleResponse answer(ConsoleRequest request) {
        if (request.isForAssets()) {
            return assets.get(request.path().substring("/assets/".length())).orElseGet(this::missing);
        }
        if (request.isForLogin()) {
            return request.isPost() ? login(request) : loginPage(200, "");
        }
        Optional<Session> session = session(request);
        if (session.isEmpty()) {
            return ConsoleResponse.goTo(LOGIN);
        }
        if (request.path().equals("/logout") && request.isPost()) {
            request.cookie().ifPresent(sessions::end);
            return ConsoleResponse.goTo(LOGIN).with("Set-Cookie", Sessions.cookie("", request.secure()));
        }
        // What has just happened is for the next page that somebody opens, not for one that asks again by itself.
        return page(request, request.live() ? new Session() : session.get());
    }

    private Optional<Session> session(ConsoleRequest request) {
        return request.cookie().flatMap(request.live() ? sessions::peek : sessions::find);
    }

    private ConsoleResponse page(ConsoleRequest request, Session session) {
        for (Route route : pages) {
            Matcher path = route.path().matcher(request.path());
            if (route.method().equals(request.method()) && path.matches()) {
                try {
                    return route.handler().answer(request, session, path);
                } catch (AdminClient.RefusedException e) {
                    return problem(
                            e.problem().status(),
                            e.problem().title(),
                            e.problem().detail());
                }
            }
        }
        return missing();
    }

    private ConsoleResponse login(ConsoleRequest request) {
        if (request.filled("token").filter(token::matches).isEmpty()) {
            return refuseLogin(request.address());
        }
        request.cookie().ifPresent(sessions::end);
        return ConsoleResponse.goTo("/console").with("Set-Cookie", Sessions.cookie(sessions.begin(), request.secure()));
    }

    private ConsoleResponse refuseLogin(String address) {
        Duration wait = guesses.wrong(address);
        wrongTokens.say("from " + address);
        return wait.isZero()
                ? loginPage(401, "That is not the value of ADMIN_API_TOKEN.")
                : loginPage(
                                429,
                                "That is not the value of ADMIN_API_TOKEN. Too many wrong tokens came from your address.")
                        .with("Retry-After", String.valueOf(wait.toSeconds()));
    }

    private ConsoleResponse loginPage(int status, String problem) {
        return templates.page(new Page(status, "login", "Log in", ""), Map.of("problem", problem));
    }

    private ConsoleResponse missing() {
        return problem(404, "There is nothing here", "The page may have moved, or its subject is gone.");
    }

    private ConsoleResponse problem(int status, String title, String detail) {
        return templates.page(
                new Page(status, "problem", title, "problem"), Map.of("status", status, "detail", detail));
    }
}
