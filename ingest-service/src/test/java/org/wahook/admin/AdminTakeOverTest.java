package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;

class AdminTakeOverTest {

    @AutoClose
    private static final ConversationFixture fixture = ConversationFixture.start();

    private static final AdminService admin = fixture.admin();

    private final String bot = ConversationFixture.newBot();
    private final String account = fixture.client(bot);

    @BeforeEach
    void emptyQueues() throws Exception {
        fixture.broker().emptyQueues();
    }

    @Test
    void a_pause_takes_the_turn_from_the_bot_and_wakes_a_worker_up() throws Exception {
        String id = fixture.conversation(account, bot, "491");
        fixture.inbound(id, "pending", "1 minute", "Hello?");
        admin.execute(
                "UPDATE whatsapp_conversations SET turn_job = 'a job', turn_number = 7,"
                        + " turn_expires_at = now() + interval '1 hour' WHERE id = ?::bigint",
                id);

        AdminResponse paused = admin.patch(ConversationFixture.one(id), "{\"bot\": \"paused\"}");

        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.field("/bot")).isEqualTo("paused");
        assertThat(paused.json().path("pausedUntil").isNull()).isTrue();
        assertThat(admin.query("SELECT turn_job IS NULL FROM whatsapp_conversations WHERE id = ?::bigint", id))
                .containsExactly("t");
        ReplyJob job = fixture.job(Topology.lane(BrokerFixture.TOPOLOGY.laneOf(bot)));
        assertThat(job.conversationId()).isEqualTo(Long.parseLong(id));
        assertThat(job.accountId()).hasToString(account);
        assertThat(job.resumes()).isEmpty();
    }

    @Test
    void a_reply_of_the_bot_that_is_not_on_its_way_yet_is_dropped_by_a_pause_and_one_that_is_stays() {
        String waiting = fixture.conversation(account, bot, "491");
        fixture.turn(waiting, 3, "draft", "draft");
        String sending = fixture.conversation(account, bot, "492");
        fixture.turn(sending, 3, "sent", "draft");

        admin.patch(ConversationFixture.one(waiting), "{\"bot\": \"paused\"}");
        admin.patch(ConversationFixture.one(sending), "{\"bot\": \"paused\"}");

        assertThat(fixture.statuses(waiting)).containsExactly("pending", "failed", "failed");
        assertThat(admin.query(
                        "SELECT turn_number FROM messages WHERE direction = 'inbound' AND conversation_id = ?::bigint",
                        waiting))
                .containsExactly("null");
        assertThat(fixture.statuses(sending)).containsExactly("pending", "sent", "draft");
    }

    @Test
    void a_timed_pause_leaves_a_job_that_ends_it() throws Exception {
        String id = fixture.conversation(account, bot, "491");

        AdminResponse paused =
                admin.patch(ConversationFixture.one(id), "{\"bot\": \"paused\", \"resumeAfter\": \"30m\"}");

        Instant until = Instant.parse(paused.field("/pausedUntil"));
        assertThat(until)
                .isBetween(Instant.now().plusSeconds(1700), Instant.now().plusSeconds(1801));
        try (Connection connection = fixture.broker().connect();
                Channel channel = connection.createChannel()) {
            GetResponse timer = ConversationFixture.next(channel, Topology.waitQueue(Duration.ofMinutes(10)));
            ReplyJob job = ReplyJob.fromJson(timer.getBody());
            assertThat(job.resumes()).contains(1L);
            assertThat(timer.getProps().getHeaders())
                    .containsEntry(MessageHeaders.NOT_BEFORE, until.toEpochMilli())
                    .hasEntrySatisfying(
                            MessageHeaders.REASON, reason -> assertThat(reason).hasToString("conversation_paused"));
        }
    }

    @Test
    void a_paused_bot_goes_on_by_request_and_a_worker_looks_at_once() throws Exception {
        String id = fixture.conversation(account, bot, "491");
        admin.patch(ConversationFixture.one(id), "{\"bot\": \"paused\", \"resumeAfter\": \"1h\"}");
        fixture.job(Topology.lane(BrokerFixture.TOPOLOGY.laneOf(bot)));

        AdminResponse resumed = admin.patch(ConversationFixture.one(id), "{\"bot\": \"active\"}");

        assertThat(resumed.field("/bot")).isEqualTo("active");
        assertThat(resumed.json().path("pausedUntil").isNull()).isTrue();
        assertThat(fixture.job(Topology.lane(BrokerFixture.TOPOLOGY.laneOf(bot)))
                        .conversationId())
                .isEqualTo(Long.parseLong(id));
    }

    @Test
    void if_match_lets_only_one_of_many_changes_through_and_traffic_changes_no_etag() throws Exception {
        String id = fixture.conversation(account, bot, "491");
        String etag = admin.get(ConversationFixture.one(id)).header("ETag").orElseThrow();
        fixture.inbound(id, "pending", "1 minute", "traffic");
        admin.execute("UPDATE whatsapp_conversations SET turn_number = 9 WHERE id = ?::bigint", id);
        List<AdminResponse> replies = ConcurrentRequests.ask(
                8,
                i -> admin.patch(
                        ConversationFixture.one(id),
                        "{\"bot\": \"paused\", \"resumeAfter\": \"" + (i + 1) + "h\"}",
                        "If-Match",
                        etag));

        assertThat(replies)
                .extracting(AdminResponse::status)
                .containsOnlyOnce(200)
                .containsOnly(200, 412);
        assertThat(admin.patch(ConversationFixture.one(id), "{\"bot\": \"active\"}", "If-Match", etag)
                        .field("/currentETag"))
                .isEqualTo(admin.get(ConversationFixture.one(id)).header("ETag").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                              | bot
            {"bot": "off"}                                  | bot
            {"bot": 1}                                      | bot
            {"bot": null}                                   | bot
            {"bot": "paused", "resumeAfter": "soon"}        | resumeAfter
            {"bot": "paused", "resumeAfter": "0s"}          | resumeAfter
            {"bot": "paused", "resumeAfter": "169h"}        | resumeAfter
            {"bot": "paused", "resumeAfter": 30}            | resumeAfter
            {"bot": "active", "resumeAfter": "30m"}         | resumeAfter
            {"bot": "paused", "why": "me"}                  | why
            """)
    void a_bad_change_is_refused_and_its_field_named(String body, String field) {
        String id = fixture.conversation(account, bot, "491");

        AdminResponse reply = admin.patch(ConversationFixture.one(id), body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fieldsAtFault()).containsExactly(field);
        assertThat(admin.get(ConversationFixture.one(id)).header("ETag")).contains("\"bot-0\"");
    }
}
