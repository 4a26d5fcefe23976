package org.wahook.sandbox.chaos;

import java.util.List;

/** What may happen to RabbitMQ, and on the way to it. */
final class BrokerFaults {

    private BrokerFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("broker killed", system -> {
                    system.rabbit.kill();
                    Thread.sleep(1000);
                    system.rabbit.startAgain();
                }),
                new Fault("broker frozen", system -> {
                    system.rabbit.freeze();
                    Thread.sleep(Fault.A_WHILE.multipliedBy(3));
                    system.rabbit.thaw();
                }),
                new Fault("broker blocks (memory alarm)", system -> {
                    system.rabbit.block(true);
                    Thread.sleep(Fault.A_WHILE);
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
                    Thread.sleep(Fault.A_WHILE.multipliedBy(3));
                    system.brokerProxy.pass();
                    system.brokerProxy.cut();
                }));
    }
}
