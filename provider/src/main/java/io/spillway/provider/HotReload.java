package io.spillway.provider;

import io.spillway.ConfigurationException;
import io.spillway.config.ConfigurationSource;
import io.spillway.config.LoadedConfiguration;
import io.spillway.config.SettingChange;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration again when one of its files changes. What counts is the content, whatever the file's time says: so
 * a symbolic link that leads somewhere else, as that of a Kubernetes ConfigMap, is a change, and a file that is saved
 * without one is none. Content that is still changing is left alone until it isn't.
 */
final class HotReload implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HotReload.class.getName());
    private static final long PAUSE_NANOS = 200_000_000;
    /** No configuration is longer; what is behind that is refused anyway. */
    private static final int MOST_BYTES = (1 << 20) + 1;

    private final ConfigurationSource source;
    private final List<Path> files;
    private final Function<LoadedConfiguration, List<SettingChange>> taker;
    private final Consumer<String> refusals;
    private final Thread thread;
    private volatile boolean closed;
    private @Nullable List<@Nullable ByteBuffer> tried;
    private @Nullable List<@Nullable ByteBuffer> seen;

    /**
     * Begins to watch.
     *
     * @param files what is looked at
     * @param taker given what was read, changes all or nothing, and tells what has changed
     * @param refusals told why a change is not accepted
     */
    HotReload(
            ConfigurationSource source,
            List<Path> files,
            Function<LoadedConfiguration, List<SettingChange>> taker,
            Consumer<String> refusals) {
        this.source = source;
        this.files = files;
        this.taker = taker;
        this.refusals = refusals;
        this.thread = new Thread(null, this::watch, "spillway-reload", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(HotReload.class.getClassLoader());
        thread.start();
    }

    private void watch() {
        while (!closed) {
            try {
                look();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "Looking for a changed configuration failed", e);
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    private void look() {
        List<@Nullable ByteBuffer> now = contents();
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(tried)) {
            tried = now;
            reload();
        }
    }

    private List<@Nullable ByteBuffer> contents() {
        List<@Nullable ByteBuffer> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(content(file));
        }
        return contents;
    }

    private static @Nullable ByteBuffer content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ByteBuffer.wrap(in.readNBytes(MOST_BYTES));
        } catch (IOException e) {
            // It isn't there, or not to be read, which is a content of its own; whether it matters, reading it says.
            return null;
        }
    }

    private void reload() {
        try {
            List<SettingChange> changes = taker.apply(source.read());
            changes.forEach(change -> LOG.log(Level.INFO, "Changed: {0}", change));
        } catch (ConfigurationException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            refuse(e.toString());
            LOG.log(Level.DEBUG, "The changed configuration can't be read", e);
        }
    }

    private void refuse(String why) {
        refusals.accept(why);
        LOG.log(Level.WARNING, "The changed configuration is not accepted, and nothing has changed: {0}", why);
    }

    /** Ends the watch, and waits for a change under way, unless it is what closes this. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
