package org.wahook.admin.console;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.console.Templates.Page;
import org.wahook.platform.config.Secret;
import org.wahook.platform.telemetry.ThrottledWarning;

/** Who may see a page: the login, the sessions, and the pages that say why nothing else is shown. */
final class Console {

    private static final Logger log = LoggerFactory.getLogger(Console.class);
    private static final String LOGIN = "/console/login";

    private final ThrottledWarning otherSites = new ThrottledWarning(log, "A form from another site was refused");
    private final ThrottledWarning wrongTokens =
            new ThrottledWarning(log, "A login at the console was refused: the token is wrong");

    private final Secret token;
    private final Templates templates;
    private final Sessions sessions;
    private final GuessLimit guesses;

    Console(Secret token, GuessLimit guesses, Templates templates, Ticker ticker) {
        this.token = token;
        this.guesses = guesses;
        this.templates = templates;
        sessions = new Sessions(ticker);
    }

    /** What somebody who is logged in gets. */
    interface Handler {
        ConsoleResponse answer(ConsoleRequest request, Session session);
    }

    /**
     * What a request gets before its form is read: an answer where it comes from another site, or where nobody is logged
     * in. Empty where its form is to be read.
     *
     * @param request without its form
     * @param open whether it needs no login
     */
    Optional<ConsoleResponse> refuse(ConsoleRequest request, boolean open) {
        if (request.isPost() && !request.sameSite()) {
            otherSites.say("sent from " + request.address());
            return Optional.of(
                    problem(403, "This form was not sent from the console", "Open the page again and repeat."));
        }
        if (open || session(request).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(request.live() ? ConsoleResponse.leaveFor(LOGIN) : ConsoleResponse.goTo(LOGIN));
    }

    /** @param request that was not refused */
    ConsoleResponse page(ConsoleRequest request, Handler handler) {
        Optional<Session> session = session(request);
        if (session.isEmpty()) {
            return ConsoleResponse.goTo(LOGIN);
        }
        try {
            // A notice is for the next page that somebody opens, not for one that refreshes itself.
            return handler.answer(request, request.live() ? new Session() : session.get());
        } catch (RefusedException e) {
            return problem(
                    e.problem().status(), e.problem().title(), e.problem().detail());
        }
    }

    private Optional<Session> session(ConsoleRequest request) {
        return request.cookie().flatMap(request.live() ? sessions::peek : sessions::find);
    }

    ConsoleResponse login(ConsoleRequest request) {
        if (request.filled("token").filter(token::matches).isEmpty()) {
            return refuseLogin(request.address());
        }
        request.cookie().ifPresent(sessions::end);
        return ConsoleResponse.goTo("/console").with("Set-Cookie", Sessions.cookie(sessions.begin(), request.secure()));
    }

    ConsoleResponse logout(ConsoleRequest request) {
        request.cookie().ifPresent(sessions::end);
        return ConsoleResponse.goTo(LOGIN).with("Set-Cookie", Sessions.cookie("", request.secure()));
    }

    ConsoleResponse loginPage() {
        return loginPage(200, "");
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

    ConsoleResponse missing() {
        return problem(404, "There is nothing here", "The page may have moved, or its subject is gone.");
    }

    private ConsoleResponse problem(int status, String title, String detail) {
        return templates.page(
                new Page(status, "problem", title, "problem"), Map.of("status", status, "detail", detail));
    }
}
