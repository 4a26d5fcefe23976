package org.wahook.sandbox.phone;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.json.Json;
import org.wahook.sandbox.phone.TimelineStep.Source;
import org.wahook.sandbox.phone.TimelineStep.Stage;
import org.wahook.sandbox.phone.TimelineStep.Tone;
import tools.jackson.databind.JsonNode;

/**
 * What PostgreSQL says of the rows: two triggers, which only the demo's database gets, notify of each change with the time
 * at which it was made. They carry states and no texts.
 */
final class DatabaseWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LISTEN_MILLIS = 2_000;

    private static final String TRIGGERS = """
            CREATE OR REPLACE FUNCTION phone_message() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'INSERT' OR NEW.status <> OLD.status THEN
                    PERFORM pg_notify('phone', json_build_object(
                        'row', 'message', 'new', TG_OP = 'INSERT', 'direction', NEW.direction, 'status', NEW.status,
                        'wamid', NEW.wa_message_id, 'sends', NEW.sends, 'chatbot', NEW.chatbot_id,
                        'id', NEW.id, 'conversation', NEW.conversation_id,
                        'contact', (SELECT contact_id FROM whatsapp_conversations WHERE id = NEW.conversation_id),
                        'at', extract(epoch FROM clock_timestamp()))::text);
                END IF;
                RETURN NULL;
            END $$;
            CREATE OR REPLACE TRIGGER phone_message AFTER INSERT OR UPDATE ON messages
                FOR EACH ROW EXECUTE FUNCTION phone_message();
            CREATE OR REPLACE FUNCTION phone_turn() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.turn_number <> OLD.turn_number THEN
                    PERFORM pg_notify('phone', json_build_object(
                        'row', 'turn', 'number', NEW.turn_number, 'chatbot', NEW.chatbot_id, 'contact', NEW.contact_id,
                        'at', extract(epoch FROM clock_timestamp()))::text);
                END IF;
                RETURN NULL;
            END $$;
            CREATE OR REPLACE TRIGGER phone_turn AFTER UPDATE ON whatsapp_conversations
                FOR EACH ROW EXECUTE FUNCTION phone_turn();
            LISTEN phone;
            """;

    private final DatabaseUrl url;
    private final MessageTimelines timelines;
    private final Thread thread;
    private volatile boolean closed;

    private DatabaseWatch(DatabaseUrl url, MessageTimelines timelines) {
        this.url = url;
        this.timelines = timelines;
        thread = Thread.ofVirtual().name("phone-database").unstarted(this::watch);
    }

    /** @param databaseUrl as {@code postgresql://user:password@host:port/database} */
    static DatabaseWatch start(String databaseUrl, MessageTimelines timelines) {
        DatabaseWatch watch = new DatabaseWatch(DatabaseUrl.parse(databaseUrl), timelines);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        while (!closed) {
            try (Connection connection = DriverManager.getConnection(
                            url.jdbcUrl(), url.user(), url.password().reveal());
                    Statement statement = connection.createStatement()) {
                statement.execute(TRIGGERS);
                listen(connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                if (!closed) {
                    log.warn("The phone does not see the database: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void listen(PGConnection connection) throws SQLException {
        while (!closed) {
            PGNotification[] news = connection.getNotifications(LISTEN_MILLIS);
            if (news != null) {
                for (PGNotification one : news) {
                    Json.parse(one.getParameter()).ifPresent(this::tell);
                }
            }
        }
    }

    private void tell(JsonNode row) {
        MessageTimelines.Chat chat = new MessageTimelines.Chat(
                row.path("chatbot").asString(""), row.path("contact").asString(""));
        if (row.path("row").asString().equals("turn")) {
            long number = row.path("number").asLong();
            timelines.step(chat, step(row, Stage.CLAIM, Tone.DONE, "turn %d claimed by a worker".formatted(number)));
        } else if (row.path("direction").asString().equals("inbound")) {
            inbound(chat, row);
        } else {
            outbound(chat, row);
        }
    }

    private void inbound(MessageTimelines.Chat chat, JsonNode row) {
        String wamid = row.path("wamid").asString("");
        switch (row.path("status").asString()) {
            case "pending" -> {
                timelines.stored(
                        wamid,
                        chat,
                        row.path("conversation").asLong(),
                        row.path("id").asLong());
                String text = row.path("new").asBoolean() ? "stored for " + chat.chatbotId() : "taken up again";
                timelines.step(wamid, step(row, Stage.ROUTE, Tone.DONE, text));
            }
            case "answered" -> end(wamid, step(row, Stage.AFTER, Tone.DONE, "the message is answered"));
            case "ignored" -> end(wamid, step(row, Stage.ROUTE, Tone.DONE, "stored; it needs no answer"));
            default -> end(wamid, step(row, Stage.AFTER, Tone.LOST, "the message is given up"));
        }
    }

    private void end(String wamid, TimelineStep step) {
        timelines.step(wamid, step);
        timelines.close(wamid);
    }

    private void outbound(MessageTimelines.Chat chat, JsonNode row) {
        switch (row.path("status").asString()) {
            case "draft" ->
                timelines.stepOfTurn(
                        chat,
                        step(
                                row,
                                Stage.SEND,
                                Tone.BEGUN,
                                row.path("new").asBoolean()
                                        ? "the reply is kept as a draft"
                                        : "the reply is a draft again"));
            case "sending" ->
                timelines.stepOfTurn(
                        chat,
                        step(
                                row,
                                Stage.SEND,
                                Tone.BEGUN,
                                "%ssending, call %d"
                                        .formatted(
                                                row.path("new").asBoolean() ? "the reply is kept; " : "",
                                                row.path("sends").asInt())));
            case "failed" -> timelines.stepOfTurn(chat, step(row, Stage.SEND, Tone.LOST, "the reply is given up"));
            default ->
                timelines.stepOfReply(
                        row.path("wamid").asString(""),
                        step(
                                row,
                                Stage.AFTER,
                                Tone.NOTE,
                                "the reply is " + row.path("status").asString()));
        }
    }

    private static TimelineStep step(JsonNode row, Stage stage, Tone tone, String text) {
        long micros = Math.round(row.path("at").asDouble() * 1_000_000);
        Instant at = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
        return new TimelineStep(stage, tone, Source.POSTGRESQL, text, at);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
