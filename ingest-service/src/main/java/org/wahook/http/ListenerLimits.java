package org.wahook.http;

/**
 * What the clients of a listener may take of the process together.
 *
 * @param connections open at one time; when one more comes, the one that has waited longest without a request ends
 * @param connectionsPerAddress of which from one address, or one IPv6 network of 64 bits
 * @param bodyBytes of request bodies in memory at one time
 * @param bodyBytesPerAddress of which in bodies of one address that are not complete
 * @param arrivals new connections of one address
 */
public record ListenerLimits(
        int connections, int connectionsPerAddress, long bodyBytes, long bodyBytesPerAddress, ArrivalRate arrivals) {

    public ListenerLimits {
        if (connections < 1 || connectionsPerAddress < 1 || bodyBytes < 1 || bodyBytesPerAddress < 1) {
            throw new IllegalArgumentException("expected positive limits");
        }
    }

    /** For a listener whose clients may come as quickly as they like. */
    public ListenerLimits(int connections, int connectionsPerAddress, long bodyBytes, long bodyBytesPerAddress) {
        this(connections, connectionsPerAddress, bodyBytes, bodyBytesPerAddress, ArrivalRate.UNLIMITED);
    }

    /** For a listener whose clients are few. */
    public static ListenerLimits of(int connections, long bodyBytes) {
        return new ListenerLimits(connections, connections, bodyBytes, bodyBytes);
    }

    /** The same with so many new connections of one address. */
    public ListenerLimits with(ArrivalRate rate) {
        return new ListenerLimits(connections, connectionsPerAddress, bodyBytes, bodyBytesPerAddress, rate);
    }
}
