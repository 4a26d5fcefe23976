package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.testbed.meta.Sent;
import org.wahook.testbed.responder.Asked;
import org.wahook.testbed.responder.Turn;

/**
 * Follows every message by a mark in its text. The simulated AI repeats the marks of all messages that it is asked to
 * answer, so each send at simulated Meta tells which messages it answers.
 */
final class Ledger {

    private static final Pattern MARK = Pattern.compile("#(\\d+)#");

    /** One message of a customer. */
    static final class Entry {
        final long number;
        final String fault;
        final String contact;
        final AtomicInteger accepted = new AtomicInteger();
        final AtomicInteger answers = new AtomicInteger();
        volatile boolean wrongContact;

        Entry(long number, String fault, String contact) {
            this.number = number;
            this.fault = fault;
            this.contact = contact;
        }

        String wamid() {
            return "wamid.chaos." + number;
        }

        String text() {
            return "message #" + number + "#";
        }
    }

    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> longestGap = new ConcurrentHashMap<>();
    private final AtomicLong lastSend = new AtomicLong(System.nanoTime());
    private volatile String fault = "";

    /** From now on messages, and gaps between replies, count for this fault. */
    void begin(String name) {
        fault = name;
        longestGap.put(name, new AtomicLong());
        lastSend.set(System.nanoTime());
    }

    Entry open(long number, String contact) {
        Entry entry = new Entry(number, fault, contact);
        entries.put(number, entry);
        return entry;
    }

    /** What the AI answers: the marks of the messages at the end that have no answer yet. */
    static String answer(Asked asked) {
        List<String> marks = new ArrayList<>();
        for (Turn turn : asked.query().reversed()) {
            if (!turn.role().equals("user")) {
                break;
            }
            Matcher matcher = MARK.matcher(turn.content());
            while (matcher.find()) {
                marks.addFirst(matcher.group());
            }
        }
        return "answer to " + String.join(" ", marks);
    }

    void sent(Sent message) {
        long now = System.nanoTime();
        long gap = now - lastSend.getAndSet(now);
        longestGap.computeIfAbsent(fault, name -> new AtomicLong()).accumulateAndGet(gap, Math::max);
        Matcher matcher = MARK.matcher(message.text());
        while (matcher.find()) {
            Entry entry = entries.get(Long.parseLong(matcher.group(1)));
            if (entry != null) {
                entry.answers.incrementAndGet();
                entry.wrongContact |= !entry.contact.equals(message.contactId());
            }
        }
    }

    Collection<Entry> of(String name) {
        return entries.values().stream()
                .filter(entry -> entry.fault.equals(name))
                .toList();
    }

    Collection<Entry> all() {
        return entries.values();
    }

    Duration longestGap(String name) {
        return Duration.ofNanos(longestGap.getOrDefault(name, new AtomicLong()).get());
    }

    long unanswered() {
        return entries.values().stream()
                .filter(entry -> entry.accepted.get() > 0 && entry.answers.get() == 0)
                .count();
    }
}
