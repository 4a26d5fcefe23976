package org.wahook.shared.analytics;

import java.time.LocalDate;

/**
 * What Meta says that the replies of one account cost in a calendar month (UTC).
 *
 * @param billable replies that Meta charges for
 * @param free replies that the number's free allowance covered
 */
public record MonthlyCharges(LocalDate month, String chatbotId, String accountId, long billable, long free) {

    /** Service messages that Meta delivers without charge for each number and month. */
    public static final long ALLOWANCE = 1000;

    /** From 0 to 1. As soon as one reply is billed nothing is left of it: other apps may use the number too. */
    public double allowanceUsed() {
        return billable > 0 ? 1 : Math.min(1, free / (double) ALLOWANCE);
    }
}
