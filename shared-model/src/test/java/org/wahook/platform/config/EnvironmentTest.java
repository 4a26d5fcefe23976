package org.wahook.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values from variables and from files, and the secrets that are refused. */
class EnvironmentTest {

    private static final String OWN = "postgresql://wahook:kept-to-myself@db:5432/wahook";
    private static final String EXAMPLE = "postgresql://wahook:localonly1@db:5432/wahook";

    @TempDir
    private Path folder;

    @Test
    void a_value_can_come_from_a_file_whose_last_line_ends() throws IOException {
        String file = file(OWN + "\n");

        assertThat(database(Map.of("DATABASE_URL_FILE", file)).password().reveal())
                .isEqualTo("kept-to-myself");
    }

    @Test
    void an_optional_value_can_come_from_a_file() throws IOException {
        Environment environment =
                new Environment(Map.of("RABBITMQ_MANAGEMENT_URL_FILE", file("http://watcher:secret@mq:15672\n")));
        var url = environment.readOptional(CommonSettings.RABBITMQ_MANAGEMENT_URL);

        assertThat(environment.complete(url::get))
                .hasValueSatisfying(found -> assertThat(found.base()).isEqualTo("http://mq:15672"));
    }

    @Test
    void a_variable_and_its_file_are_not_both_given() throws IOException {
        assertProblem(Map.of("DATABASE_URL", OWN, "DATABASE_URL_FILE", file(OWN)), "both set");
    }

    @Test
    void a_file_that_is_not_there_is_named_with_its_variable() {
        assertProblem(
                Map.of("DATABASE_URL_FILE", folder.resolve("missing").toString()),
                "DATABASE_URL_FILE",
                "missing",
                "can't be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "\t\n\n"})
    void an_empty_file_is_a_problem_and_no_default(String content) throws IOException {
        assertProblem(Map.of("DATABASE_URL_FILE", file(content)), "DATABASE_URL_FILE", "is empty");
    }

    @Test
    void a_file_that_is_no_text_or_too_large_is_a_problem() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertProblem(Map.of("DATABASE_URL_FILE", binary.toString()), "is not UTF-8");
        assertProblem(Map.of("DATABASE_URL_FILE", file("x".repeat(70_000))), "is larger than");
        assertProblem(Map.of("DATABASE_URL_FILE", folder.toString()), "can't be read");
    }

    @Test
    void a_bad_value_in_a_file_is_not_quoted() throws IOException {
        assertThatThrownBy(() -> database(Map.of("DATABASE_URL_FILE", file("kept-to-myself"))))
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("kept-to-myself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.7", "::", "host.example.com"})
    void a_secret_of_the_example_is_refused_where_others_reach_the_webhook(String address) {
        assertProblem(Map.of("DATABASE_URL", EXAMPLE, "WEBHOOK_ADDRESS", address), "DATABASE_URL", ".env.example");
    }

    @Test
    void it_is_refused_from_a_file_too() throws IOException {
        assertProblem(Map.of("DATABASE_URL_FILE", file(EXAMPLE), "WEBHOOK_ADDRESS", "0.0.0.0"), ".env.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "127.0.1.1", "localhost", "::1"})
    void a_secret_of_the_example_is_good_enough_for_this_machine_alone(String address) {
        assertThat(database(Map.of("DATABASE_URL", EXAMPLE, "WEBHOOK_ADDRESS", address))
                        .password()
                        .reveal())
                .isEqualTo("localonly1");
    }

    @Test
    void a_secret_of_ones_own_is_taken_everywhere() {
        assertThat(database(Map.of("DATABASE_URL", OWN, "WEBHOOK_ADDRESS", "0.0.0.0"))
                        .password()
                        .reveal())
                .isEqualTo("kept-to-myself");
    }

    private static DatabaseUrl database(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        var url = environment.read(CommonSettings.DATABASE_URL);
        return environment.complete(url::get);
    }

    private static void assertProblem(Map<String, String> variables, String... parts) {
        assertThatThrownBy(() -> database(variables))
                .isInstanceOfSatisfying(
                        BadConfigurationException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem).contains(parts)));
    }

    private String file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "secret", ""), content, StandardCharsets.UTF_8)
                .toString();
    }
}
