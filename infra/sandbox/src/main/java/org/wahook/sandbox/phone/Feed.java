package org.wahook.sandbox.phone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** What happened, in order, for every browser that looks; the newest of it also for one that comes later. */
final class Feed {

    private static final int KEPT = 4_000;

    /** Ids grow from one run to the next, so that a page that was left open misses nothing of a new one. */
    private long lastId = System.currentTimeMillis() * 1_000;

    private final Deque<Event> kept = new ArrayDeque<>();
    private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();

    record Event(long id, String name, String json) {}

    /** One browser's place in the feed. */
    final class Reader implements AutoCloseable {
        private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>();

        BlockingQueue<Event> waiting() {
            return waiting;
        }

        @Override
        public void close() {
            readers.remove(this);
        }
    }

    synchronized void publish(String name, ObjectNode data) {
        Event event = new Event(++lastId, name, Json.text(data));
        kept.addLast(event);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        readers.forEach(reader -> reader.waiting.add(event));
    }

    /** Begins with what is kept and newer than this id. */
    synchronized Reader read(long after) {
        Reader reader = new Reader();
        kept.stream().filter(event -> event.id() > after).forEach(reader.waiting::add);
        readers.add(reader);
        return reader;
    }
}
