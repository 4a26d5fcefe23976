package org.wahook.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Picks TCP ports on 127.0.0.1 that nothing listens on. */
public final class FreePort {
    // Below the ports that kernels lend to outgoing connections (32768 and up on Linux), so that a server
    // which was stopped for a while finds its port still free.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;

    // A server takes seconds until it listens, and tests run in several JVMs at a time. So each port is a byte of one
    // file, locked by the JVM that was given it; the system unlocks it when that JVM ends.
    private static final FileChannel PORTS = openPorts();
    private static final Map<Integer, FileLock> GIVEN = new ConcurrentHashMap<>();

    private FreePort() {}

    /** A free port, never the same one twice in this JVM, nor in two of one user that run at the same time. */
    public static int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && take(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between %d and %d".formatted(LOWEST, HIGHEST));
    }

    /** This port where it is free, on all addresses, and else any other free one. */
    public static int preferring(int wanted) {
        boolean free = isFree(new InetSocketAddress(wanted)) && isFree(wanted) && take(wanted);
        return free ? wanted : next();
    }

    private static synchronized boolean take(int port) {
        if (GIVEN.containsKey(port)) {
            return false;
        }
        try {
            FileLock lock = PORTS.tryLock(port, 1, false);
            if (lock != null) {
                GIVEN.put(port, lock);
            }
            return lock != null;
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + port + " can't be reserved", e);
        }
    }

    private static FileChannel openPorts() {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "wahook-ports-" + System.getProperty("user.name"));
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("Ports can't be reserved in " + file, e);
        }
    }

    private static boolean isFree(int port) {
        return isFree(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
