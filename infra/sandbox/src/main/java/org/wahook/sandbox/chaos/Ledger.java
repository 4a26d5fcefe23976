package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.Turn;

/**
 * Follows every message by a mark in its text. The simulated AI repeats the marks of all messages that it is asked to
 * answer, so each send at simulated Meta tells which messages it answers, and its access token for which client.
 */
final class Ledger {

    private static final Pattern MARK = Pattern.compile("#(\\d+)#");

    /** One message of a customer, and the clients that each owe it a reply. */
    static final class Entry {
        /** What the ids of these messages begin with. */
        static final String WAMID = "wamid.chaos.";

        final long number;
        final String fault;
        final String contact;
        final List<SeededClient> owners;
        final AtomicInteger accepted = new AtomicInteger();
        final long wroteAt = System.nanoTime();
        volatile boolean misdirected;
        private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

        Entry(long number, String fault, String contact, List<SeededClient> owners) {
            this.number = number;
            this.fault = fault;
            this.contact = contact;
            this.owners = owners;
        }

        String wamid() {
            return WAMID + number;
        }

        String text() {
            return "message #" + number + "#";
        }

        int answersOf(SeededClient owner) {
            AtomicInteger count = answers.get(owner.accessToken());
            return count == null ? 0 : count.get();
        }

        private void answeredBy(SentMessage reply) {
            answers.computeIfAbsent(reply.token(), token -> new AtomicInteger()).incrementAndGet();
            boolean ours = owners.stream().anyMatch(owner -> owner.accessToken().equals(reply.token()));
            misdirected |= !ours || !contact.equals(reply.contactId());
        }
    }

    private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, List<List<Long>>> replies = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> longestGap = new ConcurrentHashMap<>();
    private final Latencies webhooks = new Latencies();
    private final Latencies firstReplies = new Latencies();
    private final AtomicLong lastSend = new AtomicLong(System.nanoTime());
    private volatile Optional<SeededClient> noisy = Optional.empty();
    private volatile String fault = "";

    /** Replies of a client that takes more than its share may be late: their times do not count. */
    void ignoreTimesOf(SeededClient client) {
        noisy = Optional.of(client);
    }

    /** From now on messages, and gaps between replies, count for this fault. */
    void begin(String name) {
        fault = name;
        longestGap.put(name, new AtomicLong());
        lastSend.set(System.nanoTime());
    }

    Entry open(long number, String contact, List<SeededClient> owners) {
        Entry entry = new Entry(number, fault, contact, owners);
        entries.put(number, entry);
        return entry;
    }

    /** How many messages ingest has accepted, each as often as it has clients that must store it. */
    long owed() {
        return entries.values().stream()
                .filter(entry -> entry.accepted.get() > 0)
                .mapToLong(entry -> entry.owners.size())
                .sum();
    }

    /** What the AI answers: the marks of the messages at the end that have no answer yet. */
    static String answer(ReceivedQuestion asked) {
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

    void sent(SentMessage message) {
        long now = System.nanoTime();
        long gap = now - lastSend.getAndSet(now);
        longestGap.computeIfAbsent(fault, name -> new AtomicLong()).accumulateAndGet(gap, Math::max);
        List<Long> numbers = new ArrayList<>();
        Matcher matcher = MARK.matcher(message.text());
        while (matcher.find()) {
            numbers.add(Long.parseLong(matcher.group(1)));
        }
        for (Long number : numbers) {
            Entry entry = entries.get(number);
            if (entry != null) {
                if (entry.answers.isEmpty()
                        && noisy.filter(entry.owners::contains).isEmpty()) {
                    firstReplies.add(entry.fault, now - entry.wroteAt);
                }
                entry.answeredBy(message);
            }
        }
        replies.computeIfAbsent(conversation(message.token(), message.contactId()), key -> new CopyOnWriteArrayList<>())
                .add(numbers);
    }

    /** What is being harmed now. */
    String fault() {
        return fault;
    }

    /**
     * How long ingest took to answer a post; an answer that is no 200 counts too.
     *
     * @param during the fault when it was posted: copies come later than their message was written
     */
    void posted(String during, long nanos) {
        webhooks.add(during, nanos);
    }

    Duration webhookP99(String name) {
        return webhooks.p99(name);
    }

    /** From a message's writing to its first reply at Meta, of the clients that take no more than their share. */
    Duration replyP99(String name) {
        return firstReplies.p99(name);
    }

    Entry entry(long number) {
        Entry entry = entries.get(number);
        if (entry == null) {
            throw new IllegalStateException("nobody wrote message " + number);
        }
        return entry;
    }

    Collection<Entry> of(String name) {
        return entries.values().stream()
                .filter(entry -> entry.fault.equals(name))
                .toList();
    }

    /** The replies of each conversation in the order in which Meta got them, each as the messages that it answers. */
    Map<String, List<List<Long>>> replies() {
        return replies;
    }

    static String conversation(String token, String contact) {
        return token + " " + contact;
    }

    Duration longestGap(String name) {
        return Duration.ofNanos(longestGap.getOrDefault(name, new AtomicLong()).get());
    }
}
