package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A harm that is done under load, and undone.
 *
 * @param name as it stands in the table
 */
record Fault(String name, Harm harm) {

    static final Duration A_WHILE = Duration.ofSeconds(6);

    /** Does the harm, and undoes what does not mend itself. */
    interface Harm {
        void inflict(ChaosSystem system) throws InterruptedException;
    }

    static List<Fault> all() {
        return Stream.of(
                        List.of(new Fault("none", system -> Thread.sleep(A_WHILE))),
                        ServiceFaults.all(),
                        BrokerFaults.all(),
                        DatabaseFaults.all(),
                        ApiFaults.all(),
                        NeighbourFaults.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The kinds that matter most, for a short run. */
    static List<Fault> few() {
        List<String> names = List.of(
                "worker killed in sending",
                "worker killed after Graph's answer",
                "ingest killed",
                "broker killed",
                "database crashed");
        return all().stream().filter(fault -> names.contains(fault.name())).toList();
    }
}
