package org.wahook.shared.graph;

import java.util.Set;

/**
 * What an error of the Graph API means, in one table. Meta says: build on the code, not on the HTTP status; that counts
 * only where the code is not known.
 */
public enum GraphErrorKind {
    /** Of the app, the business account or the number. Not done, and safe to do again later. */
    RATE_LIMIT,
    /** Of this number to one contact. Not done, and safe to do again later. */
    PAIR_LIMIT,
    /** The number is in maintenance for about a minute. Not done. */
    MAINTENANCE,
    /** A failure of Meta itself: it may have been done. */
    UNKNOWN_OUTCOME,
    /** Token, permission or registration: nothing is sent for this account until it is repaired. */
    ACCOUNT_BLOCKED,
    /** Spam, policy or payment: nothing is sent for this account now. Meta lifts it later, without telling us. */
    ACCOUNT_LIMITED,
    /** Another app owns the thread with this contact and answers. */
    THREAD_OWNED,
    /** This request will never be done. */
    REFUSED;

    private static final Set<Integer> KNOWN_REFUSALS = Set.of(
            100, 130403, 130472, 130497, 131008, 131009, 131020, 131021, 131026, 131030, 131036, 131041, 131047, 131049,
            131050, 131051, 131052, 131053, 131055, 131061, 131062, 131063, 131064, 131065, 131207, 131212, 131215,
            132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069, 133000, 133005, 133006,
            133008, 133009, 133015, 133016, 134100, 134102, 135000, 136024, 137000);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    /**
     * @param code Meta's own; -1 where the answer has none
     * @param isTransient what the answer says of itself
     */
    public static GraphErrorKind of(int httpStatus, int code, boolean isTransient) {
        return switch (code) {
            case 4, 80007, 80008, 130429, 131208, 134101 -> RATE_LIMIT;
            case 131056 -> PAIR_LIMIT;
            case 131057, 2494100 -> MAINTENANCE;
            case 1, 2, 131000, 131016, 133004 -> UNKNOWN_OUTCOME;
            case 0, 3, 10, 33, 190, 131005, 131045, 133010, 134011 -> ACCOUNT_BLOCKED;
            case 368, 131031, 131037, 131042, 131048 -> ACCOUNT_LIMITED;
            case 131070 -> THREAD_OWNED;
            default -> otherwise(httpStatus, code, isTransient);
        };
    }

    private static GraphErrorKind otherwise(int httpStatus, int code, boolean isTransient) {
        if (code >= 200 && code <= 299) {
            return ACCOUNT_BLOCKED;
        }
        if (KNOWN_REFUSALS.contains(code)) {
            return REFUSED;
        }
        if (httpStatus == TOO_MANY_REQUESTS) {
            return RATE_LIMIT;
        }
        return httpStatus >= SERVER_ERROR || isTransient ? UNKNOWN_OUTCOME : REFUSED;
    }
}
