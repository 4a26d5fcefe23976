package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour;

/** What may happen to our own processes. */
final class ServiceFaults {

    private static final Duration DOWN = Duration.ofSeconds(2);

    /** Longer than the broker's heartbeats and a turn's lease: others take over what the frozen one has in hand. */
    private static final Duration FROZEN = Duration.ofSeconds(40);

    private static final Duration SLOW = Duration.ofSeconds(9);
    private static final int BURST = 400;

    /** Longer than the broker waits for a heartbeat, and shorter than a turn's lease. */
    private static final Duration FROZEN_SHORTLY = Duration.ofSeconds(15);

    private static final Duration GOES_ON = Duration.ofMillis(500);

    private ServiceFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("worker killed after the claim", ServiceFaults::killAfterClaim),
                new Fault("worker killed after the draft", ServiceFaults::killAfterDraft),
                new Fault("worker killed in sending", ServiceFaults::killInSending),
                new Fault("worker killed after Graph's answer", ServiceFaults::killAfterAnswer),
                new Fault("worker frozen, and back", ServiceFaults::freezeWorker),
                new Fault("slow AI, burst, worker frozen, killed", ServiceFaults::freezeAndKillWithSlowAi),
                new Fault("ingest killed", ServiceFaults::killIngest),
                new Fault("each service stopped in turn", ServiceFaults::restartAll));
    }

    private static void killAfterClaim(ChaosSystem system) throws InterruptedException {
        KillTarget victim = new KillTarget(system.workers.getFirst());
        system.responseApi.answer(asked -> {
            victim.kill();
            return new ResponseBehaviour.Reply(Ledger.answer(asked));
        });
        victim.awaitKilled();
        ApiFaults.answerNormally(system);
    }

    private static void killAfterDraft(ChaosSystem system) throws InterruptedException {
        KillTarget victim = new KillTarget(system.workers.getFirst());
        system.responseApi.answer(asked -> {
            Thread.startVirtualThread(victim::killInAMoment);
            return new ResponseBehaviour.Reply(Ledger.answer(asked));
        });
        victim.awaitKilled();
        ApiFaults.answerNormally(system);
    }

    private static void killInSending(ChaosSystem system) throws InterruptedException {
        KillTarget victim = new KillTarget(system.workers.getFirst());
        system.meta.behaveOnce(send -> victim.kill(), new GraphBehaviour.HangUpBefore());
        victim.awaitKilled();
        system.meta.behaveNormally();
    }

    private static void killAfterAnswer(ChaosSystem system) throws InterruptedException {
        KillTarget victim = new KillTarget(system.workers.getFirst());
        system.meta.behaveOnce(send -> victim.kill(), new GraphBehaviour.AcceptThenHangUp());
        victim.awaitKilled();
        system.meta.behaveNormally();
    }

    private static void freezeWorker(ChaosSystem system) throws InterruptedException {
        LaunchedService worker = system.workers.getFirst();
        worker.freeze();
        Thread.sleep(FROZEN);
        worker.thaw();
    }

    /**
     * Its jobs go to the other worker while it stands still; when it goes on, some of its claims come after those of the
     * other, which then gives up those jobs; and then it dies with all that it has taken over.
     */
    private static void freezeAndKillWithSlowAi(ChaosSystem system) throws InterruptedException {
        system.responseApi.answer(
                asked -> new ResponseBehaviour.After(SLOW, new ResponseBehaviour.Reply(Ledger.answer(asked))));
        LaunchedService worker = system.workers.getFirst();
        system.burst(BURST);
        Thread.sleep(SLOW.dividedBy(4));
        worker.freeze();
        Thread.sleep(FROZEN_SHORTLY);
        worker.thaw();
        Thread.sleep(GOES_ON);
        worker.kill();
        Thread.sleep(SLOW);
        ApiFaults.answerNormally(system);
    }

    private static void killIngest(ChaosSystem system) throws InterruptedException {
        system.ingest.kill();
        Thread.sleep(DOWN);
    }

    private static void restartAll(ChaosSystem system) {
        for (LaunchedService service : system.services()) {
            int status = service.stop();
            if (status != 0) {
                throw new IllegalStateException(service + " ended with " + status + " after SIGTERM");
            }
            system.recover();
        }
    }
}
