package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What browsers are given: pages that load nothing from elsewhere, our own files, and a word where something is missing. */
class ConsoleDeliveryTest {

    @AutoClose
    private static final ConsoleVisitor visitor = new ConsoleVisitor();

    @Test
    void pages_take_scripts_and_styles_from_nowhere_else_and_are_kept_by_nobody() {
        HttpResponse<String> page = visitor.get(
                "/console/clients/new", "Cookie", ConsoleVisitor.sessionOf(visitor.logIn(ConsoleVisitor.TOKEN)));

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.body())
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContain(" onclick=");
        assertThat(Pattern.compile("(src|href)=\"https?:").matcher(page.body()).find())
                .isFalse();
    }

    @Test
    void the_files_of_the_pages_come_from_our_own_jar_and_browsers_keep_them() {
        String page = visitor.get("/console/login").body();
        var file = Pattern.compile("(?:src|href)=\"(/console/assets/[^\"]+)\"").matcher(page);
        int files = 0;
        while (file.find()) {
            HttpResponse<String> answer = visitor.get(file.group(1));
            assertThat(answer.statusCode()).as(file.group(1)).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                    .contains("immutable");
            files++;
        }
        assertThat(files).isEqualTo(4);
        assertThat(visitor.get("/console/assets/chart.js").body()).contains("Chart");
        assertThat(visitor.get("/console/assets/../../admin/openapi.json").statusCode())
                .isNotEqualTo(200);
        assertThat(visitor.get("/console/assets/nothing.js").statusCode()).isEqualTo(404);
    }

    @Test
    void without_the_database_a_page_says_that_it_is_away() {
        HttpResponse<String> page =
                visitor.get("/console", "Cookie", ConsoleVisitor.sessionOf(visitor.logIn(ConsoleVisitor.TOKEN)));

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("The database is unavailable").contains("Log out");
    }

    @Test
    void a_page_that_asks_again_by_itself_is_sent_to_the_login_once_its_session_is_over() {
        HttpResponse<String> answer = visitor.get("/console/queues", "HX-Request", "true");

        assertThat(answer.headers().firstValue("HX-Redirect")).hasValue("/console/login");
        assertThat(answer.body()).isEmpty();
    }
}
