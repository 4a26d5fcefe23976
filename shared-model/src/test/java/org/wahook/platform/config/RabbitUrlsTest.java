package org.wahook.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RabbitUrlsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amqp://u:p@mq:5673/wa | [mq:5673] | u | p | wa | false",
                "amqp://u:p@mq | [mq:5672] | u | p | / | false",
                "amqp://u:p@mq/ | [mq:5672] | u | p | / | false",
                "amqp://u:p@mq/%2F | [mq:5672] | u | p | / | false",
                "amqp://mq | [mq:5672] | guest | guest | / | false",
                "amqps://u:p%40%3A+@mq/a%2Fb | [mq:5671] | u | p@:+ | a/b | true",
                "'amqp://u:p@one:1/wa, amqp://x:y@two:2/other' | [one:1, two:2] | u | p | wa | false",
                "amqp://u:p@[::1]:5672/wa | [[::1]:5672] | u | p | wa | false",
            })
    void one_or_more_nodes_with_the_credentials_of_the_first(
            String text, String nodes, String user, String password, String virtualHost, boolean tls) {
        RabbitUrls urls = RabbitUrls.parse(text);

        assertThat(urls.nodes()).hasToString(nodes);
        assertThat(urls.user()).isEqualTo(user);
        assertThat(urls.password().reveal()).isEqualTo(password);
        assertThat(urls.virtualHost()).isEqualTo(virtualHost);
        assertThat(urls.tls()).isEqualTo(tls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mq",
                "http://mq",
                "amqp://",
                "amqp://u:p@mq:port/",
                "amqp://u:p@mq:65536/",
                "amqp://u:p@mq,",
                "amqp://u:p@one,amqps://u:p@two",
                "amqp://u:%zz@mq",
                "amqp://u:p@m q",
            })
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RabbitUrls.parse(text));
    }

    @Test
    void it_prints_no_password() {
        assertThat(RabbitUrls.parse("amqp://u:hush-hush@mq").toString())
                .doesNotContain("hush")
                .contains("***");
    }
}
