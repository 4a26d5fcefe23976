package org.wahook.http;

/**
 * How many connections one address may open to a listener.
 *
 * @param perSecond in the long run
 * @param burst at once, after a quiet time
 */
public record ArrivalRate(int perSecond, int burst) {

    /** For a listener that must not keep anybody waiting, since its clients share an address with strangers. */
    static final ArrivalRate UNLIMITED = new ArrivalRate(Integer.MAX_VALUE, Integer.MAX_VALUE);

    public ArrivalRate {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("expected a positive rate");
        }
    }

    boolean isUnlimited() {
        return equals(UNLIMITED);
    }
}
