package org.wahook.testbed.s3;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.process.AtExit;
import org.wahook.testbed.process.Command;
import org.wahook.testbed.process.ProcessTree;
import org.wahook.testbed.process.StartUp;
import org.wahook.testbed.process.TemporaryFolder;

/**
 * S3Proxy on files, as a child process of this JVM, with one bucket. It checks signatures and the end of signed links. It runs on
 * the JDK that is there anyway, so it needs no container.
 */
public final class TestS3 implements AutoCloseable, StartUp.Server {

    public static final String ACCESS_KEY_ID = "wahook-test";
    public static final String SECRET_ACCESS_KEY = "secret-of-wahook-test";
    public static final String BUCKET = "customers-files";

    private static final Duration FETCH_LIMIT = Duration.ofMinutes(5);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Path MODULE = Path.of("infra", "s3-server");

    private static @Nullable TestS3 shared;
    private final TemporaryFolder folder = TemporaryFolder.create("wahook-s3-");
    private final int port = FreePort.next();
    private final Path libraries;
    private ProcessTree process;

    private TestS3(Path libraries) {
        this.libraries = libraries;
        AtExit.close(this);
        makeBucket();
        folder.write("logback.xml", "<configuration><root level=\"warn\"/></configuration>");
        folder.write("s3proxy.conf", """
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.identity=none
                jclouds.credential=none
                jclouds.filesystem.basedir=%s
                """.formatted(
                        url(), ACCESS_KEY_ID, SECRET_ACCESS_KEY, folder.path().resolve("data")));
        process = launch();
    }

    /** Readable for its owner alone: what others may read S3Proxy gives to everybody. */
    private void makeBucket() {
        try {
            Files.createDirectories(bucket());
            Files.setPosixFilePermissions(bucket(), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches the server from Maven's repositories at the first call on this machine. */
    public static TestS3 start() {
        TestS3 server = new TestS3(libraries());
        try {
            server.awaitStart();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The one server of this JVM, started at the first call and closed at exit. Who stops it starts it again. */
    public static synchronized TestS3 shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** One JVM fetches while others wait: tests run in several. */
    private static Path libraries() {
        Path module = home().resolve(MODULE);
        Path target = module.resolve("target");
        Path fetched = target.resolve("fetched");
        try {
            Files.createDirectories(target);
            try (FileChannel file = FileChannel.open(
                            target.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.lock()) {
                if (lock.isValid() && !Files.exists(fetched)) {
                    Command.of(
                                    "mvn",
                                    "-B",
                                    "-q",
                                    "-f",
                                    module.resolve("pom.xml").toString(),
                                    "package")
                            .run(FETCH_LIMIT);
                    Files.createFile(fetched);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.resolve("lib");
    }

    /** Of the project, in whose modules tests run. */
    private static Path home() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(MODULE).resolve("pom.xml"))) {
                return at;
            }
        }
        throw new IllegalStateException("No folder above this one has " + MODULE);
    }

    private ProcessTree launch() {
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                folder.path() + File.pathSeparator + libraries.resolve("*"),
                "org.gaul.s3proxy.Main",
                "--properties",
                folder.path().resolve("s3proxy.conf").toString());
        return ProcessTree.of(new Command(words, Map.of()).start(log()));
    }

    private void awaitStart() {
        StartUp.await(START_LIMIT, "S3Proxy takes connections", this, this::takesConnections);
    }

    private boolean takesConnections() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Without a slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The names of all objects. */
    public List<String> objects() {
        try (Stream<Path> files = Files.walk(bucket())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket().relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path bucket() {
        return folder.path().resolve("data").resolve(BUCKET);
    }

    private Path log() {
        return folder.path().resolve("log.txt");
    }

    public void stop() {
        process.kill();
    }

    /** On the same port, with the same objects; returns when it takes connections. */
    public void startAgain() {
        process = launch();
        awaitStart();
    }

    /** Connections stay open and nothing answers. */
    public void freeze() {
        process.freeze();
    }

    /** Ends {@link #freeze()}. */
    public void thaw() {
        process.thaw();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public String lastLines() {
        return StartUp.tail(log());
    }

    @Override
    public void close() {
        process.kill();
        folder.close();
        AtExit.forget(this);
    }

    @Override
    public String toString() {
        return "S3Proxy in " + folder.path();
    }
}
