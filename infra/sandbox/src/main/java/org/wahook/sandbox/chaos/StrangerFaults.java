package org.wahook.sandbox.chaos;

import java.util.List;
import org.wahook.testbed.stranger.StrangerKind;
import org.wahook.testbed.stranger.Strangers;

/** Clients without a secret, at the public listener and at the console. Together they hold some 16,000 connections. */
final class StrangerFaults {

    private StrangerFaults() {}

    static List<HostileKind> all() {
        return List.of(
                webhook("2,500 silent connections", StrangerKind.silent(), 2_500),
                webhook("2,500 dripping connections", StrangerKind.dripping(), 2_500),
                webhook("2,000 unfinished headers", StrangerKind.unfinishedHeaders(7_900), 2_000),
                webhook("1,000 that ask and stay", StrangerKind.asking(), 1_000),
                webhook("1,030 bodies that never come", StrangerKind.announcing(100), 1_030),
                webhook("33 announced bodies of 4 MiB", StrangerKind.announcing(4 * 1024 * 1024), 33),
                webhook("200 bodies that stop", StrangerKind.stoppingAfter(500_000), 200),
                new HostileKind(
                        "7,000 unfinished logins",
                        system -> Strangers.start(system.adminPort, StrangerKind.unfinishedLogin(), 7_000)));
    }

    private static HostileKind webhook(String name, StrangerKind kind, int connections) {
        return new HostileKind(name, system -> Strangers.start(system.webhookPort, kind, connections));
    }
}
