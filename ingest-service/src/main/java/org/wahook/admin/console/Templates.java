package org.wahook.admin.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.admin.console.view.PageLayout;

/** The pages' templates, compiled with the service. What they show is escaped for its place in the HTML. */
final class Templates {

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
    private final Assets assets;

    Templates(Assets assets) {
        this.assets = assets;
    }

    /** A page of a session. */
    ConsoleResponse page(Page page, Session session, Map<String, Object> content) {
        PageLayout frame = frame(page, session.takeNotice());
        return ConsoleResponse.html(page.status(), render(page.template(), frame, content));
    }

    /** A page without a session. */
    ConsoleResponse page(Page page, Map<String, Object> content) {
        return ConsoleResponse.html(page.status(), render(page.template(), frame(page, Optional.empty()), content));
    }

    /**
     * Which page.
     *
     * @param section of the menu
     */
    record Page(int status, String template, String title, String section) {

        static Page of(String template, String title, String section) {
            return new Page(200, template, title, section);
        }
    }

    private PageLayout frame(Page page, Optional<Session.Notice> notice) {
        return new PageLayout(
                page.title(),
                page.section(),
                notice.map(Session.Notice::text).orElse(""),
                notice.map(Session.Notice::good).orElse(true),
                page.section().equals("traffic") ? List.of("chart.js", "charts.js") : List.of(),
                assets::url);
    }

    private String render(String template, PageLayout frame, Map<String, Object> content) {
        Map<String, Object> parameters = new HashMap<>(content);
        parameters.put("frame", frame);
        StringOutput output = new StringOutput();
        engine.render(template + ".jte", parameters, output);
        return output.toString();
    }
}
