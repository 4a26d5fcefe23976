package org.wahook.platform.telemetry;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The label {@code chatbot} of metrics: the chatbots with the most traffic by their ids, and all others as one. Each value
 * is a time series that Prometheus keeps, and anybody may add chatbots.
 *
 * <p>As long as there is room the first ones get a label. Once a minute a chatbot without one takes over that of the
 * quietest if it had twice the traffic; traffic counts half as much with each minute that passes.
 */
public final class ClientNames {

    public static final int MOST = 200;
    public static final String OTHERS = "other";

    /** Ids whose traffic is counted; while there are more, further ones have to wait until some have been quiet. */
    private static final int MOST_COUNTED = 10_000;

    private static final long REVIEW_NANOS = Duration.ofMinutes(1).toNanos();

    private final int most;
    private final LongSupplier nanoTime;
    private final Map<String, LongAdder> traffic = new ConcurrentHashMap<>();
    private final Set<String> labels = ConcurrentHashMap.newKeySet();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong reviewed;

    public ClientNames() {
        this(MOST, System::nanoTime);
    }

    ClientNames(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.reviewed = new AtomicLong(nanoTime.getAsLong());
    }

    /** Calls back with each label that is no longer used, so that its meters can be removed. */
    public void whenRetired(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** The label for one more message or turn of this chatbot. */
    public String labelOf(String chatbotId) {
        count(chatbotId);
        reviewWhenDue();
        if (labels.contains(chatbotId)) {
            return chatbotId;
        }
        if (labels.size() < most) {
            return firstCome(chatbotId);
        }
        return OTHERS;
    }

    private synchronized String firstCome(String chatbotId) {
        return labels.size() < most && labels.add(chatbotId) ? chatbotId : OTHERS;
    }

    private void count(String chatbotId) {
        LongAdder known = traffic.get(chatbotId);
        if (known == null && traffic.size() < MOST_COUNTED) {
            known = traffic.computeIfAbsent(chatbotId, id -> new LongAdder());
        }
        if (known != null) {
            known.increment();
        }
    }

    private void reviewWhenDue() {
        long last = reviewed.get();
        long now = nanoTime.getAsLong();
        if (now - last >= REVIEW_NANOS && reviewed.compareAndSet(last, now)) {
            review();
        }
    }

    private synchronized void review() {
        List<String> quietest = labels.stream()
                .sorted(Comparator.comparingLong(this::trafficOf))
                .toList();
        List<String> busiest = traffic.keySet().stream()
                .filter(id -> !labels.contains(id))
                .sorted(Comparator.comparingLong(this::trafficOf).reversed())
                .limit(quietest.size())
                .toList();
        for (int i = 0; i < busiest.size(); i++) {
            if (trafficOf(busiest.get(i)) <= 2 * trafficOf(quietest.get(i))) {
                break;
            }
            replace(quietest.get(i), busiest.get(i));
        }
        decay();
    }

    private void replace(String old, String fresh) {
        labels.remove(old);
        labels.add(fresh);
        listeners.forEach(listener -> listener.accept(old));
    }

    private void decay() {
        traffic.forEach((id, count) -> {
            long sum = count.sum();
            count.add(-(sum + 1) / 2);
            if (sum <= 1 && !labels.contains(id)) {
                traffic.remove(id);
            }
        });
    }

    private long trafficOf(String chatbotId) {
        LongAdder count = traffic.get(chatbotId);
        return count == null ? 0 : count.sum();
    }
}
