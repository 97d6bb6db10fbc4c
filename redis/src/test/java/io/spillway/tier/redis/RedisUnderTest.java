package io.spillway.tier.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;

/**
 * A real redis-server: the one that {@code SPILLWAY_TEST_REDIS} names, or one of this test's own, which it may stop and
 * start as it likes. Tests are skipped where there is none.
 */
final class RedisUnderTest implements AutoCloseable {
    private static final String NAMED = System.getenv("SPILLWAY_TEST_REDIS");

    private static RedisUnderTest shared;
    private static File executable;

    private final int port;
    private final List<String> settings;
    private final Path folder;
    private Process process;

    private RedisUnderTest(int port, List<String> settings, Path folder) {
        this.port = port;
        this.settings = settings;
        this.folder = folder;
    }

    /** A server that all tests of this run share; each keeps to a namespace of its own. */
    static synchronized RedisUnderTest shared() {
        if (shared == null) {
            shared = NAMED == null ? own() : new RedisUnderTest(0, List.of(), null);
            RedisUnderTest toClose = shared;
            Runtime.getRuntime().addShutdownHook(new Thread(toClose::close));
        }
        return shared;
    }

    /** A running server of the test's own. */
    static RedisUnderTest own(String... settings) {
        RedisUnderTest server = absent(settings);
        server.start();
        return server;
    }

    /** A server of the test's own that does not run yet. */
    static synchronized RedisUnderTest absent(String... settings) {
        try {
            executable();
            return new RedisUnderTest(freePort(), List.of(settings), Files.createTempDirectory("spillway-redis"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void executable() throws IOException {
        if (executable == null) {
            try {
                executable = ExecutableProvider.newJarResourceProvider().get();
                Process version = new ProcessBuilder(executable.getPath(), "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                assumeTrue(version.waitFor() == 0, "redis-server does not run here; a library of it may be missing");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                assumeTrue(false, "there is no redis-server for this machine: " + e);
            }
        }
    }

    /** A node of a cluster takes the port 10,000 above, too. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0)) {
                if (socket.getLocalPort() + 10_000 < 65_536) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    /** A sentinel, which makes a replica of a server the master when that is gone; in half a second. */
    static RedisUnderTest sentinelOf(RedisUnderTest master) {
        RedisUnderTest sentinel = absent();
        try {
            Path file = sentinel.folder.resolve("sentinel.conf");
            Files.writeString(file, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor main 127.0.0.1 %d 1
                    sentinel down-after-milliseconds main 500
                    sentinel failover-timeout main 5000
                    """.formatted(sentinel.port, sentinel.folder, master.port));
            sentinel.start(List.of(executable.getPath(), file.toString(), "--sentinel"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sentinel;
    }

    int port() {
        return port;
    }

    void start() {
        List<String> command = new ArrayList<>(List.of(
                executable.getPath(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString()));
        command.addAll(settings);
        start(command);
    }

    private void start(List<String> command) {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            awaitPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPort() throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (Jedis jedis = new Jedis("127.0.0.1", port, 2_000)) {
                jedis.connect();
                return;
            } catch (RuntimeException e) {
                if (System.nanoTime() > until || !process.isAlive()) {
                    throw new IOException(Files.readString(folder.resolve("log")), e);
                }
            }
        }
    }

    /** Where it is. */
    String address() {
        return port == 0 ? NAMED : "redis://127.0.0.1:" + port;
    }

    /** A plain connection to it. */
    Jedis jedis() {
        return port == 0 ? new Jedis(URI.create(NAMED)) : new Jedis("127.0.0.1", port, 5_000);
    }

    /** How many commands of a name it has been sent. */
    long calls(String command) {
        try (Jedis jedis = jedis()) {
            Matcher calls =
                    Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(jedis.info("commandstats"));
            return calls.find() ? Long.parseLong(calls.group(1)) : 0;
        }
    }

    /** Ends it at once. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, and deletes what it had. */
    void killAndForget() throws IOException {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Stops it as it is; connections stay. */
    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assumeTrue(status == 0, "signals can't be sent here");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A way to it that can be cut. */
    Gate gate() {
        return new Gate(port);
    }

    /** Hands on what it gets, in both directions, while it is open. */
    static final class Gate implements AutoCloseable {
        private final int target;
        private final ServerSocket entrance;
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private volatile boolean open = true;
        private volatile long delayMillis;

        Gate(int target) {
            this.target = target;
            try {
                this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            daemon(this::accept);
        }

        String address() {
            return "redis://127.0.0.1:" + entrance.getLocalPort();
        }

        void open() {
            open = true;
        }

        /** From now on hands on what it gets so much later. */
        void delay(long millis) {
            delayMillis = millis;
        }

        /** Cuts all connections, and refuses others. */
        @Override
        public void close() {
            open = false;
            sockets.forEach(Gate::close);
            sockets.clear();
        }

        private void accept() {
            try {
                while (true) {
                    connect(entrance.accept());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void connect(Socket in) {
            Socket out = null;
            if (open) {
                try {
                    out = new Socket(InetAddress.getLoopbackAddress(), target);
                } catch (IOException e) {
                    // The server does not run now; it may when the next one comes.
                    out = null;
                }
            }
            if (out == null) {
                close(in);
                return;
            }
            Socket there = out;
            sockets.addAll(List.of(in, there));
            daemon(() -> copy(in, there));
            daemon(() -> copy(there, in));
            if (!open) {
                // It was closed meanwhile, and did not see these.
                close();
            }
        }

        private void copy(Socket from, Socket to) {
            byte[] bytes = new byte[1 << 16];
            try {
                for (int read = from.getInputStream().read(bytes);
                        read >= 0;
                        read = from.getInputStream().read(bytes)) {
                    // Not a wait for anything: a slow network.
                    Thread.sleep(delayMillis);
                    to.getOutputStream().write(bytes, 0, read);
                }
            } catch (IOException | InterruptedException e) {
                close(from);
            }
            close(to);
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void daemon(Runnable task) {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
