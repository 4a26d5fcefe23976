package org.wahook.sandbox.phone;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.json.Json;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The bad weather that a person can make: switches that stay on, and a worker that is killed and comes again. */
final class FaultControls {

    private static final Logger log = LoggerFactory.getLogger(FaultControls.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);
    private static final int RATE_LIMIT = 130429;

    /** So long nobody works, as until an orchestrator has noticed. */
    private static final Duration DEAD = Duration.ofSeconds(3);

    private final SimulatedPeers peers;
    private final Feed feed;
    private final Set<Switch> on = EnumSet.noneOf(Switch.class);
    private final AtomicBoolean workerIsDown = new AtomicBoolean();

    /** What stays as it is until it is switched again. */
    enum Switch {
        AI_DOWN,
        AI_SLOW,
        GRAPH_LIMITS;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Switch> of(String word) {
            return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
        }
    }

    FaultControls(SimulatedPeers peers, Feed feed) {
        this.peers = peers;
        this.feed = feed;
    }

    synchronized void turn(Switch which, boolean nowOn) {
        if (nowOn) {
            on.add(which);
        } else {
            on.remove(which);
        }
        apply();
        publish();
    }

    /** Good weather, as at the start. */
    synchronized void clear() {
        on.clear();
        apply();
        publish();
    }

    /** Kills it at once, unless it is dead already, and lets it come again after a while. */
    void killWorker() {
        peers.worker()
                .filter(it -> workerIsDown.compareAndSet(false, true))
                .ifPresent(worker -> Thread.ofVirtual().name("phone-kills").start(() -> killAndRevive(worker)));
    }

    private synchronized void publish() {
        ArrayNode switches = Json.array();
        on.forEach(it -> switches.add(it.word()));
        ObjectNode weather = Json.object().put("workerIsDown", workerIsDown.get());
        weather.set("on", switches);
        feed.publish("weather", weather);
    }

    private void killAndRevive(SimulatedPeers.Worker worker) {
        try {
            publish();
            worker.kill().run();
            Thread.sleep(DEAD);
            worker.revive().run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("The worker did not come again: {}", e.getMessage());
        } finally {
            workerIsDown.set(false);
            publish();
        }
    }

    private void apply() {
        if (on.contains(Switch.AI_DOWN)) {
            peers.responseApi().answer(asked -> ResponseBehaviour.Raw.json(503, "{\"error\":\"the AI is down\"}"));
        } else if (on.contains(Switch.AI_SLOW)) {
            peers.responseApi()
                    .answer(asked -> new ResponseBehaviour.After(
                            Duration.ofSeconds(8), peers.usualAnswer().apply(asked)));
        } else {
            peers.responseApi().answer(peers.usualAnswer());
        }
        peers.meta().behaveNormally();
        if (on.contains(Switch.GRAPH_LIMITS)) {
            peers.meta().behave(send -> true, new GraphBehaviour.RetryAfter(429, RATE_LIMIT, RETRY_AFTER));
        }
    }
}
