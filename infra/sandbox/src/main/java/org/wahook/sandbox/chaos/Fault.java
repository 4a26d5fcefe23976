package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.wahook.sandbox.process.ServiceProcess;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour;

/**
 * A harm that is done under load, and undone.
 *
 * @param name as it stands in the table
 */
record Fault(String name, Harm harm) {

    private static final Duration A_WHILE = Duration.ofSeconds(6);
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Does the harm, and undoes what does not mend itself. */
    interface Harm {
        void inflict(ChaosSystem system) throws InterruptedException;
    }

    static List<Fault> all() {
        return List.of(
                new Fault("none", system -> Thread.sleep(A_WHILE)),
                new Fault("worker killed after the claim", Fault::killAfterClaim),
                new Fault("worker killed after the draft", Fault::killAfterDraft),
                new Fault("worker killed in sending", Fault::killInSending),
                new Fault("worker killed after Graph's answer", Fault::killAfterAnswer),
                new Fault("worker stopped in order", system -> {
                    system.workers.getFirst().stop();
                    Thread.sleep(2000);
                }),
                new Fault("ingest killed", system -> {
                    system.ingest.kill();
                    Thread.sleep(2000);
                }),
                new Fault("broker killed", system -> {
                    system.rabbit.kill();
                    Thread.sleep(1000);
                    system.rabbit.startAgain();
                }),
                new Fault("broker blocks (memory alarm)", system -> {
                    system.rabbit.block(true);
                    Thread.sleep(A_WHILE);
                    system.rabbit.block(false);
                }),
                new Fault("broker connections cut", system -> {
                    for (int i = 0; i < 3; i++) {
                        system.brokerProxy.cut();
                        Thread.sleep(2000);
                    }
                }),
                new Fault("broker connections half-open", system -> {
                    system.brokerProxy.halfOpen();
                    Thread.sleep(A_WHILE.multipliedBy(3));
                    system.brokerProxy.pass();
                    system.brokerProxy.cut();
                }),
                new Fault("database crashed", system -> {
                    system.postgres.crash();
                    Thread.sleep(2000);
                    system.postgres.startAgain();
                }),
                new Fault("database frozen", system -> {
                    system.postgres.freeze();
                    Thread.sleep(A_WHILE);
                    system.postgres.thaw();
                }),
                new Fault("database connections cut", system -> {
                    for (int i = 0; i < 3; i++) {
                        system.databaseProxy.cut();
                        Thread.sleep(2000);
                    }
                }),
                new Fault("response API hangs", system -> respond(system, new ResponseBehaviour.Hang())),
                new Fault(
                        "response API fails",
                        system -> respond(system, ResponseBehaviour.Raw.json(500, "{\"error\":\"no\"}"))),
                new Fault("Graph fails (500)", system -> graph(system, new GraphBehaviour.RawStatus(500, ""))),
                new Fault(
                        "Graph answers late", system -> graph(system, new GraphBehaviour.Late(Duration.ofSeconds(5)))),
                new Fault(
                        "Graph hangs up after accepting",
                        system -> graph(system, new GraphBehaviour.AcceptThenHangUp())),
                new Fault(
                        "Graph limits the rate (130429)",
                        system -> graph(system, new GraphBehaviour.Fail(400, 130429, "Rate limit hit"))));
    }

    /** The kinds that matter most, for a short run. */
    static List<Fault> few() {
        List<String> names = List.of(
                "none",
                "worker killed in sending",
                "worker killed after Graph's answer",
                "broker killed",
                "database crashed",
                "broker connections cut");
        return all().stream().filter(fault -> names.contains(fault.name())).toList();
    }

    private static void killAfterClaim(ChaosSystem system) throws InterruptedException {
        Victim victim = new Victim(system.workers.getFirst());
        system.responseApi.answer(asked -> {
            victim.kill();
            return new ResponseBehaviour.Reply(Ledger.answer(asked));
        });
        victim.awaitKilled();
        answerNormally(system);
    }

    private static void killAfterDraft(ChaosSystem system) throws InterruptedException {
        Victim victim = new Victim(system.workers.getFirst());
        system.responseApi.answer(asked -> {
            Thread.startVirtualThread(victim::killInAMoment);
            return new ResponseBehaviour.Reply(Ledger.answer(asked));
        });
        victim.awaitKilled();
        answerNormally(system);
    }

    private static void killInSending(ChaosSystem system) throws InterruptedException {
        Victim victim = new Victim(system.workers.getFirst());
        system.meta.behaveOnce(send -> victim.kill(), new GraphBehaviour.HangUpBefore());
        victim.awaitKilled();
        system.meta.behaveNormally();
    }

    private static void killAfterAnswer(ChaosSystem system) throws InterruptedException {
        Victim victim = new Victim(system.workers.getFirst());
        system.meta.behaveOnce(send -> victim.kill(), new GraphBehaviour.AcceptThenHangUp());
        victim.awaitKilled();
        system.meta.behaveNormally();
    }

    private static void respond(ChaosSystem system, ResponseBehaviour behaviour) throws InterruptedException {
        system.responseApi.answer(asked -> behaviour);
        Thread.sleep(A_WHILE);
        answerNormally(system);
    }

    private static void graph(ChaosSystem system, GraphBehaviour behaviour) throws InterruptedException {
        system.meta.behave(send -> true, behaviour);
        Thread.sleep(A_WHILE);
        system.meta.behaveNormally();
    }

    static void answerNormally(ChaosSystem system) {
        system.responseApi.answer(asked -> new ResponseBehaviour.Reply(Ledger.answer(asked)));
    }

    /** Killed once, at the moment that somebody else chooses. */
    private static final class Victim {
        private final ServiceProcess process;
        private final AtomicBoolean chosen = new AtomicBoolean();
        private final CountDownLatch killed = new CountDownLatch(1);

        Victim(ServiceProcess process) {
            this.process = process;
        }

        boolean kill() {
            if (!chosen.compareAndSet(false, true)) {
                return false;
            }
            process.kill();
            killed.countDown();
            return true;
        }

        /** The reply is kept some milliseconds after the AI has answered. */
        void killInAMoment() {
            try {
                Thread.sleep(8);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            kill();
        }

        void awaitKilled() throws InterruptedException {
            if (!killed.await(SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("no worker came to the point at which it was to be killed");
            }
        }
    }
}
