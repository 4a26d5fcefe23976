package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.job.ReplyJob;

class ReplyJobTest {

    /** As the first version wrote it. Jobs wait in queues across an update, so this sample stays readable for ever. */
    private static final String VERSION_1 =
            "{\"v\":1,\"id\":\"1b4e28ba-2fa1-11d2-883f-0016d3cca427\",\"chatbotId\":\"shop\","
                    + "\"accountId\":\"6ecd8c99-4036-403d-bf84-cf8400f67836\",\"phoneNumberId\":\"123456789\","
                    + "\"conversationId\":42,\"messageIds\":[\"wamid.A\",\"wamid.B\"],\"eventId\":\"event-7\"}";

    private static final ReplyJob JOB = new ReplyJob(
            "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
            "shop",
            UUID.fromString("6ecd8c99-4036-403d-bf84-cf8400f67836"),
            "123456789",
            42,
            List.of("wamid.A", "wamid.B"),
            "event-7");

    @Test
    void a_job_of_version_1_can_be_read() {
        assertThat(ReplyJob.fromJson(bytes(VERSION_1))).isEqualTo(JOB);
    }

    @Test
    void a_job_is_written_as_version_1() {
        assertThat(new String(JOB.toJson(), StandardCharsets.UTF_8)).isEqualTo(VERSION_1);
    }

    @Test
    void a_later_version_may_add_fields() {
        String later = VERSION_1.replace("\"v\":1", "\"v\":2,\"priority\":{\"high\":true}");

        assertThat(ReplyJob.fromJson(bytes(later))).isEqualTo(JOB);
    }

    @Test
    void the_end_of_a_pause_is_a_field_and_was_a_part_of_the_event_id_before() {
        ReplyJob resume = ReplyJob.resume("shop", JOB.accountId(), "123456789", 42, 7);

        assertThat(ReplyJob.fromJson(resume.toJson())).isEqualTo(resume);
        assertThat(resume.resumes()).contains(7L);
        assertThat(ReplyJob.fromJson(bytes(VERSION_1.replace("event-7", "resume:7")))
                        .resumes())
                .contains(7L);
        assertThat(JOB.resumes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "null",
                "[]",
                "{}",
                "{\"id\":\"x\"}",
                "{\"id\":\"x\",\"conversationId\":\"42\",\"accountId\":\"6ecd8c99-4036-403d-bf84-cf8400f67836\"}",
                "{\"id\":\"\",\"conversationId\":42,\"accountId\":\"6ecd8c99-4036-403d-bf84-cf8400f67836\"}",
                "{\"id\":\"x\",\"conversationId\":42,\"accountId\":\"nobody\"}",
                "{\"id\":\"x\",\"conversationId\":42}",
            })
    void what_is_no_job_is_refused(String body) {
        assertThatThrownBy(() -> ReplyJob.fromJson(bytes(body))).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
