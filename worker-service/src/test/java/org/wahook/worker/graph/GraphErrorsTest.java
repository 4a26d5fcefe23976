package org.wahook.worker.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

class GraphErrorsTest {

    private static final Optional<Duration> NO_PAUSE = Optional.empty();

    /** Every code that Meta documents, with the HTTP status of its table. */
    @ParameterizedTest(name = "{0}: HTTP {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            RATE        | 400 | 4 80007 80008 130429 131208 134101
            PAIR        | 400 | 131056
            UNAVAILABLE | 500 | 131057 2494100
            UNKNOWN     | 400 | 1
            UNKNOWN     | 503 | 2 133004
            UNKNOWN     | 500 | 131000 131016
            STOPPED     | 401 | 0 190
            STOPPED     | 500 | 3 131045
            STOPPED     | 403 | 10 200 201 230 299 131005
            STOPPED     | 400 | 133010 33 134011
            LIMITED     | 403 | 368 131031
            LIMITED     | 400 | 131042 131037 131048
            REFUSED     | 400 | 100 131008 131009 135000 131021 131026 131047 131049 131050 130472 131051 131052 131053
            REFUSED     | 400 | 131030 131062 131063 131064 130403 137000 133016
            REFUSED     | 400 | 132000 132005 132007 132012 132015 132016 132068 132069
            REFUSED     | 404 | 132001
            REFUSED     | 403 | 130497
            """)
    void every_code_has_its_class(String expected, int httpStatus, String codes) {
        Arrays.stream(codes.split(" "))
                .mapToInt(Integer::parseInt)
                .forEach(code -> assertThat(classOf(GraphErrors.classify(httpStatus, error(code), NO_PAUSE)))
                        .as("code %d", code)
                        .isEqualTo(expected));
    }

    /** Meta says: build on the code, not on the HTTP status. */
    @ParameterizedTest
    @CsvSource({"RATE,500,130429", "STOPPED,500,190", "REFUSED,500,131026", "REFUSED,503,100", "UNKNOWN,400,131000"})
    void the_code_decides_whatever_the_http_status_says(String expected, int httpStatus, int code) {
        assertThat(classOf(GraphErrors.classify(httpStatus, error(code), NO_PAUSE)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"REFUSED,400", "REFUSED,404", "UNKNOWN,500", "UNKNOWN,503", "RATE,429"})
    void of_a_code_that_nobody_knows_the_http_status_tells(String expected, int httpStatus) {
        assertThat(classOf(GraphErrors.classify(httpStatus, error(999_999), NO_PAUSE)))
                .isEqualTo(expected);
    }

    @Test
    void an_unknown_code_that_meta_calls_transient_may_have_been_sent() {
        assertThat(classOf(GraphErrors.classify(400, error(999_999).put("is_transient", true), NO_PAUSE)))
                .isEqualTo("UNKNOWN");
        assertThat(classOf(GraphErrors.classify(400, error(131_026).put("is_transient", true), NO_PAUSE)))
                .isEqualTo("REFUSED");
    }

    @Test
    void an_error_without_a_code_goes_by_the_http_status() {
        assertThat(classOf(GraphErrors.classify(400, Json.object(), NO_PAUSE))).isEqualTo("REFUSED");
        assertThat(classOf(GraphErrors.classify(502, Json.object(), NO_PAUSE))).isEqualTo("UNKNOWN");
    }

    @ParameterizedTest
    @CsvSource({"400,4", "429,80007", "400,131056", "500,131057", "429,999999", "429,-1"})
    void a_retry_after_is_passed_on_with_every_limit(int httpStatus, int code) {
        Optional<Duration> pause = Optional.of(Duration.ofSeconds(77));

        assertThat(GraphErrors.classify(httpStatus, error(code), pause))
                .isInstanceOfSatisfying(
                        SendResult.NotNow.class,
                        it -> assertThat(it.retryAfter()).isEqualTo(pause));
    }

    @Test
    void the_error_says_metas_words_in_one_line_that_is_not_too_long() {
        ObjectNode error = Json.object().put("code", 100).put("message", "(#100) Invalid\n parameter");
        error.putObject("error_data").put("details", "text['body'] " + "is too long ".repeat(100));

        assertThat(GraphErrors.classify(400, error, NO_PAUSE))
                .isInstanceOfSatisfying(
                        SendResult.Refused.class,
                        refused -> assertThat(refused.error())
                                .startsWith("HTTP 400, code 100: (#100) Invalid parameter (text['body'] is too")
                                .hasSizeLessThan(310)
                                .doesNotContain("\n"));
    }

    /** Meta does quote tokens: "Malformed access token EAAJ…", and numbers of customers. */
    @Test
    void tokens_and_phone_numbers_that_meta_quotes_are_cut_out() {
        ObjectNode error = Json.object()
                .put("code", 190)
                .put("message", "Malformed access token EAAJZBcNlq2sBAHfT9wZDZDsecretsecretsecret");
        error.putObject("error_data").put("details", "the recipient +4915112345678 and 1 (650) 555-0123 are unknown");

        assertThat(GraphErrors.classify(401, error, NO_PAUSE))
                .isInstanceOfSatisfying(
                        SendResult.AccountBlocked.class,
                        stopped -> assertThat(stopped.error())
                                .startsWith("HTTP 401, code 190: Malformed access token ")
                                .doesNotContain("secret")
                                .doesNotContain("4915112345678")
                                .doesNotContain("555-0123")
                                .contains("5678"));
    }

    private static ObjectNode error(int code) {
        ObjectNode error = Json.object().put("message", "a message").put("type", "OAuthException");
        error.put("code", code);
        return error;
    }

    private static String classOf(SendResult result) {
        return switch (result) {
            case SendResult.NotNow(SendResult.Limit limit, String error, Optional<Duration> pause) -> limit.name();
            case SendResult.Unknown unknown -> "UNKNOWN";
            case SendResult.Refused refused -> "REFUSED";
            case SendResult.AccountBlocked blocked -> "STOPPED";
            case SendResult.AccountLimited limited -> "LIMITED";
            case SendResult.NotOurs others -> "NOT_OURS";
            case SendResult.Accepted accepted -> "ACCEPTED";
        };
    }
}
