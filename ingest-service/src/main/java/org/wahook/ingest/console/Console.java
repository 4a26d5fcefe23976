package org.wahook.ingest.console;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.ingest.admin.AdminOperations;
import org.wahook.ingest.console.Templates.Page;
import org.wahook.ingest.handshake.HandshakeCheck;
import org.wahook.shared.broker.QueueDepths;
import org.wahook.shared.config.Secret;

/** Which page a visit gets. Nothing but the login and the files is shown to somebody who is not logged in. */
final class Console {

    private static final Logger log = LoggerFactory.getLogger(Console.class);
    private static final String LOGIN = "/console/login";

    private final Secret token;
    private final Assets assets = new Assets();
    private final Templates templates = new Templates(assets);
    private final Sessions sessions;
    private final LoginLimit limit;
    private final List<Route> pages;

    /** What somebody who is logged in can ask for. */
    interface Handler {
        Reply answer(Visit visit, Session session, Matcher path);
    }

    record Route(String method, Pattern path, Handler handler) {

        static Route get(String path, Handler handler) {
            return new Route("GET", Pattern.compile(path), handler);
        }

        static Route post(String path, Handler handler) {
            return new Route("POST", Pattern.compile(path), handler);
        }
    }

    Console(Secret token, AdminOperations operations, QueueDepths queues, HandshakeCheck handshakes, Ticker ticker) {
        this.token = token;
        sessions = new Sessions(ticker);
        limit = new LoginLimit(ticker);
        Desk desk = new Desk(operations, Clock.systemUTC());
        pages = Stream.of(
                        new ClientPages(desk, templates, handshakes).routes(),
                        new ClientChangePages(desk, templates).routes(),
                        new ConversationPages(desk, templates).routes(),
                        new DeadLetterPages(desk, templates).routes(),
                        new TrafficPages(desk, templates).routes(),
                        new QueuePages(queues, templates).routes())
                .flatMap(List::stream)
                .toList();
    }

    Reply answer(Visit visit) {
        if (visit.path().startsWith("/assets/")) {
            return assets.get(visit.path().substring("/assets/".length())).orElseGet(this::missing);
        }
        if (visit.isPost() && !visit.sameSite()) {
            log.info("A form from another site was refused, sent from {}", visit.address());
            return problem(403, "This form was not sent from the console", "Open the page again and repeat.");
        }
        if (visit.path().equals("/login")) {
            return visit.isPost() ? login(visit) : loginPage(200, "");
        }
        Optional<Session> session = visit.cookie().flatMap(visit.live() ? sessions::peek : sessions::find);
        if (session.isEmpty()) {
            return visit.live() ? Reply.leaveFor(LOGIN) : Reply.goTo(LOGIN);
        }
        if (visit.path().equals("/logout") && visit.isPost()) {
            visit.cookie().ifPresent(sessions::end);
            return Reply.goTo(LOGIN).with("Set-Cookie", Sessions.cookie("", visit.secure()));
        }
        // What has just happened is for the next page that somebody opens, not for one that asks again by itself.
        return page(visit, visit.live() ? new Session() : session.get());
    }

    private Reply page(Visit visit, Session session) {
        for (Route route : pages) {
            Matcher path = route.path().matcher(visit.path());
            if (route.method().equals(visit.method()) && path.matches()) {
                try {
                    return route.handler().answer(visit, session, path);
                } catch (Desk.RefusedException e) {
                    return problem(
                            e.problem().status(),
                            e.problem().title(),
                            e.problem().detail());
                }
            }
        }
        return missing();
    }

    private Reply login(Visit visit) {
        if (!limit.allows(visit.address())) {
            return loginPage(429, "Too many wrong tokens. Wait five minutes, then try again.");
        }
        if (visit.filled("token").filter(token::matches).isEmpty()) {
            limit.wrong(visit.address());
            log.info("A login at the console from {} was refused: the token is wrong", visit.address());
            return loginPage(401, "That is not the value of ADMIN_API_TOKEN.");
        }
        visit.cookie().ifPresent(sessions::end);
        return Reply.goTo("/console").with("Set-Cookie", Sessions.cookie(sessions.begin(), visit.secure()));
    }

    private Reply loginPage(int status, String problem) {
        return templates.page(new Page(status, "login", "Log in", ""), Map.of("problem", problem));
    }

    private Reply missing() {
        return problem(404, "There is nothing here", "The page may have moved, or its subject is gone.");
    }

    private Reply problem(int status, String title, String detail) {
        return templates.page(
                new Page(status, "problem", title, "problem"), Map.of("status", status, "detail", detail));
    }
}
