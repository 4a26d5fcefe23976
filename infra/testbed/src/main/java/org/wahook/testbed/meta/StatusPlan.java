package org.wahook.testbed.meta;

import java.time.Duration;
import java.util.List;

/** Which status webhooks follow an accepted message, and when. */
public record StatusPlan(List<Step> steps) {
    public StatusPlan {
        steps = List.copyOf(steps);
    }

    /**
     * One status.
     *
     * @param after counted from the status before, or from the send
     */
    public record Step(String status, Duration after) {}

    public static StatusPlan none() {
        return new StatusPlan(List.of());
    }

    public static StatusPlan sentOnly() {
        return new StatusPlan(List.of(new Step("sent", Duration.ZERO)));
    }

    public static StatusPlan sentDeliveredRead(Duration between) {
        return new StatusPlan(
                List.of(new Step("sent", between), new Step("delivered", between), new Step("read", between)));
    }
}
