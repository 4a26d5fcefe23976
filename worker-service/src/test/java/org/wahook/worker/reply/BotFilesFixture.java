package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.testing.FileServer;
import org.wahook.worker.testing.MediaFixture;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.JsonNode;

/** A bot of contract 2 that names files by URL, and the host that has them. */
final class BotFilesFixture implements AutoCloseable {

    private static final Duration FETCH = Duration.ofSeconds(5);

    private final FileServer files = new FileServer();
    private final Map<String, AtomicInteger> lookUps = new ConcurrentHashMap<>();
    private final ReplyFixture room;

    BotFilesFixture(WorkerDatabase database) {
        room = new ReplyFixture(
                database,
                false,
                ReplyFixture.CALL_TIMEOUT,
                meta -> new MediaFixture(
                        meta,
                        database.jdbi(),
                        Optional.empty(),
                        FileServer::client,
                        OutgoingAddresses.ofClients(OutgoingAllowed.parse("127.0.0.1"), this::resolve),
                        FETCH));
        database.run(
                "UPDATE chatbots SET settings = ?::jsonb WHERE id = ?",
                "{\"responseContract\":\"v2\",\"bot\":{\"hosts\":[\"files.example\",\"inside.example\",\"rebound.example\","
                        + "\"cloud.example\",\"public.example\",\"127.0.0.2\",\"127.0.0.1\",\"10.0.0.1\",\"[::1]\"],"
                        + "\"templates\":[\"offer\"]}}",
                room.client.chatbotId());
    }

    FileServer files() {
        return files;
    }

    ReplyFixture room() {
        return room;
    }

    /** How often a host was looked up. */
    int lookUps(String host) {
        return lookUps.getOrDefault(host, new AtomicInteger()).get();
    }

    /** Names of tests. The rebound one is somewhere else the second time. */
    private List<InetAddress> resolve(String host) throws UnknownHostException {
        int before = lookUps.computeIfAbsent(host, name -> new AtomicInteger()).getAndIncrement();
        return List.of(
                switch (host) {
                    case FileServer.HOST -> InetAddress.ofLiteral("127.0.0.1");
                    case "inside.example" -> InetAddress.ofLiteral("127.0.0.2");
                    case "rebound.example" -> InetAddress.ofLiteral(before == 0 ? "127.0.0.1" : "127.0.0.2");
                    case "cloud.example" -> InetAddress.ofLiteral("169.254.169.254");
                    case "public.example" -> InetAddress.ofLiteral("192.0.2.1");
                    default -> InetAddress.ofLiteral(host);
                });
    }

    void answers(String messages) {
        room.responseApi.answer(
                asked -> ResponseBehaviour.Raw.json(200, "{\"version\":2,\"messages\":[" + messages + "]}"));
    }

    static String media(String type, String url) {
        return "{\"type\":\"%s\",\"url\":\"%s\",\"fallbackText\":\"instead\"}".formatted(type, url);
    }

    JsonNode sentObject(String type) {
        SentMessage sent = room.onlySent();
        assertThat(sent.type()).as(sent.content().toString()).isEqualTo(type);
        return sent.content().path(type);
    }

    void saysInstead() {
        assertThat(room.meta.sent().stream().map(SentMessage::text)).containsExactly("instead");
        assertThat(room.meta.uploads()).isEmpty();
        assertThat(room.outbound()).containsExactly("sent");
    }

    Outcome asks(String messages) {
        room.says("Hello");
        answers(messages);
        return room.run();
    }

    @Override
    public void close() {
        room.close();
        files.close();
    }
}
