package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour;

/** What may happen to the client's AI, and to Meta. */
final class ApiFaults {

    private ApiFaults() {}

    static List<Fault> all() {
        return List.of(
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
                        system -> graph(system, new GraphBehaviour.Fail(400, 130429, "Rate limit hit"))),
                new Fault("Graph answers 429", system -> graph(system, new GraphBehaviour.RawStatus(429, ""))));
    }

    private static void respond(ChaosSystem system, ResponseBehaviour behaviour) throws InterruptedException {
        system.responseApi.answer(asked -> behaviour);
        Thread.sleep(Fault.A_WHILE);
        answerNormally(system);
    }

    private static void graph(ChaosSystem system, GraphBehaviour behaviour) throws InterruptedException {
        system.meta.behave(send -> true, behaviour);
        Thread.sleep(Fault.A_WHILE);
        system.meta.behaveNormally();
    }

    static void answerNormally(ChaosSystem system) {
        system.responseApi.answer(asked -> new ResponseBehaviour.Reply(Ledger.answer(asked)));
    }
}
