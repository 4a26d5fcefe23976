package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.admin.AdminService.encoded;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wahook.admin.OpenApi.Operation;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What holds for every operation that the document has, whoever adds the next. */
class AdminEveryRequestTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    private static final String INJECTION = "x'; DROP TABLE messages; --";
    private static final String BEARER = "Bearer " + AdminService.TOKEN;
    private static final String JSON = "application/json";

    static List<Operation> all() {
        return OpenApi.operations();
    }

    static List<Operation> withBody() {
        return all().stream().filter(Operation::hasBody).toList();
    }

    static List<Operation> withQuestions() {
        return all().stream().filter(it -> !it.queryParameters().isEmpty()).toList();
    }

    private static AdminResponse ask(Operation operation, String path, String body, String... headers) {
        return admin.raw(path, operation.method(), BodyPublishers.ofString(body), headers);
    }

    private static AdminResponse ask(Operation operation, String path, String body) {
        return ask(operation, path, body, "Authorization", BEARER, "Content-Type", JSON);
    }

    private static void isProblem(AdminResponse reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).contains("application/problem+json");
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.field("/detail")).as("what to do").endsWith(".");
    }

    private static void nothingWasDropped() {
        assertThat(admin.query("SELECT count(*) >= 0 FROM messages")).containsExactly("t");
    }

    @ParameterizedTest
    @MethodSource("all")
    void without_the_token_or_with_a_wrong_one_there_is_401(Operation operation) {
        AdminResponse without = ask(operation, operation.at("1"), "{}", "Content-Type", JSON);
        AdminResponse wrong =
                ask(operation, operation.at("1"), "{}", "Authorization", "Bearer planted", "Content-Type", JSON);

        isProblem(without, 401);
        isProblem(wrong, 401);
        assertThat(without.text() + wrong.text())
                .doesNotContain("planted")
                .doesNotContain(AdminService.TOKEN)
                .contains("ADMIN_API_TOKEN");
    }

    @ParameterizedTest
    @MethodSource("withBody")
    void a_body_that_is_no_json_object_is_refused(Operation operation) {
        for (String body : List.of("", "{", "[]", "\"text\"", "{} {}", "{\"a\": \u0000}")) {
            isProblem(ask(operation, operation.at("1"), body), 400);
        }
    }

    @ParameterizedTest
    @MethodSource("withBody")
    void a_body_of_another_type_is_refused(Operation operation) {
        isProblem(ask(operation, operation.at("1"), "{}", "Authorization", BEARER, "Content-Type", "text/plain"), 415);
        isProblem(ask(operation, operation.at("1"), "{}", "Authorization", BEARER), 415);
    }

    @ParameterizedTest
    @MethodSource("withBody")
    void a_body_that_is_too_large_is_refused(Operation operation) {
        isProblem(ask(operation, operation.at("1"), "{\"a\": \"" + "x".repeat(65_536) + "\"}"), 413);
    }

    @ParameterizedTest
    @MethodSource("withBody")
    void a_field_that_nobody_knows_is_named(Operation operation) {
        AdminResponse reply = ask(operation, operation.at("1"), "{\"no_such_field\": 1}");

        isProblem(reply, 400);
        assertThat(reply.fieldsAtFault()).contains("no_such_field");
    }

    @ParameterizedTest
    @MethodSource("withBody")
    void a_value_of_the_wrong_type_is_named_with_its_field(Operation operation) {
        operation.fields().propertyStream().forEach(field -> {
            JsonNode wrong = field.getValue().path("type").asString("").equals("array")
                    ? Json.object().numberNode(7)
                    : Json.object().arrayNode();
            ObjectNode body = Json.object();
            body.set(field.getKey(), wrong);

            AdminResponse reply = ask(operation, operation.at("1"), Json.text(body));

            isProblem(reply, 400);
            assertThat(reply.fieldsAtFault()).as(reply.text()).contains(field.getKey());
        });
    }

    @ParameterizedTest
    @MethodSource("withBody")
    void sql_in_a_field_is_only_text(Operation operation) {
        operation.fields().propertyNames().forEach(field -> {
            AdminResponse reply =
                    ask(operation, operation.at("1"), Json.text(Json.object().put(field, INJECTION)));

            assertThat(reply.status()).as(field + ": " + reply.text()).isNotEqualTo(500);
        });
        nothingWasDropped();
    }

    @ParameterizedTest
    @MethodSource("withQuestions")
    void a_parameter_that_nobody_knows_or_that_comes_twice_is_named(Operation operation) {
        isProblem(ask(operation, operation.at("1") + "?no_such_parameter=1", "{}"), 400);
        for (String name : operation.queryParameters()) {
            AdminResponse twice = ask(operation, operation.at("1") + "?" + name + "=1&" + name + "=1", "{}");

            isProblem(twice, 400);
            assertThat(twice.fieldsAtFault()).contains(name);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void sql_in_a_path_or_a_parameter_is_only_text(Operation operation) {
        assertThat(ask(operation, operation.at(encoded(INJECTION)), "{}").status())
                .isNotEqualTo(500);
        for (String name : operation.queryParameters()) {
            AdminResponse reply = ask(operation, operation.at("1") + "?" + name + "=" + encoded(INJECTION), "{}");

            assertThat(reply.status()).as(name + ": " + reply.text()).isNotEqualTo(500);
        }
        nothingWasDropped();
    }
}
