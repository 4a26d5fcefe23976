package org.wahook.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://u:p@db:5432/app | jdbc:postgresql://db:5432/app | u | p",
                "postgres://u:p@db/app | jdbc:postgresql://db/app | u | p",
                "jdbc:postgresql://u:p@db/app | jdbc:postgresql://db/app | u | p",
                "postgresql://u%40x:p%2Fa%3Ab@db/app | jdbc:postgresql://db/app | u@x | p/a:b",
                "postgresql://u:p+q@db/app | jdbc:postgresql://db/app | u | p+q",
                "postgresql://u:a:b@db/app | jdbc:postgresql://db/app | u | a:b",
                "postgresql://u@db/app | jdbc:postgresql://db/app | u | ''",
                "postgresql://db/app?user=u&password=p%20q&sslmode=require | jdbc:postgresql://db/app?sslmode=require | u | p q",
                "postgresql://u:p@[::1]:5433/app | jdbc:postgresql://[::1]:5433/app | u | p",
                "postgresql://u:p@one:1,two:2/app | jdbc:postgresql://one:1,two:2/app | u | p",
                "postgresql://u:p@db/my%20app | jdbc:postgresql://db/my%20app | u | p",
            })
    void it_is_read_as_libpq_reads_it(String text, String jdbcUrl, String user, String password) {
        DatabaseUrl url = DatabaseUrl.parse(text);

        assertThat(url.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password().reveal()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "mysql://u:p@db/app",
                "postgresql://u:p@db",
                "postgresql://u:p@db/",
                "postgresql:///app",
                "postgresql://u:p@db:port/app",
                "postgresql://u:p@db:65536/app",
                "postgresql://u:p@one:1,two:99999/app",
                "postgresql://u:p@d b/app",
                "postgresql://u:p@q@db/app",
                "postgresql://u:%zz@db/app",
            })
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(text));
    }

    @Test
    void it_prints_no_password() {
        assertThat(DatabaseUrl.parse("postgresql://u:hush-hush@db/app").toString())
                .doesNotContain("hush")
                .contains("***");
        assertThat(DatabaseUrl.parse("postgresql://db/app?password=hush-hush").toString())
                .doesNotContain("hush");
    }
}
