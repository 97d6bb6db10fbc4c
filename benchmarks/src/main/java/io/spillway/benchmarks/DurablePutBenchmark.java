package io.spillway.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Puts of 2 KB sessions, as bytes, that outlive a kill of the process: each is in a file before the call returns. Infinispan
 * has its soft-index file store without passivation and writes synchronously; Spillway has {@code survives: crash}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DurablePutBenchmark {
    private static final int KEYS = 100_000;
    private static final int SESSIONS = 256;

    /** Who is measured; the first one is what the other is compared with. */
    @Param({"infinispan", "spillway"})
    public String peer = "";

    private final String[] keys = new String[KEYS];
    private final byte[][] sessions = new byte[SESSIONS][];
    private @Nullable Path folder;
    private @Nullable Map<String, byte[]> infinispan;
    private @Nullable Cache<String, byte[]> spillway;
    private @Nullable Closeable ending;

    /** Opens the cache. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        for (int i = 0; i < SESSIONS; i++) {
            sessions[i] = Serialized.of(Sessions.session(i));
        }
        for (int i = 0; i < KEYS; i++) {
            keys[i] = Sessions.key(i);
        }
        Path made = Folders.create();
        folder = made;
        if (peer.equals("spillway")) {
            openSpillway(made);
        } else {
            openInfinispan(made);
        }
    }

    private void openSpillway(Path folder) throws IOException {
        Path file = folder.resolve("benchmark.yaml");
        Files.writeString(
                file,
                "directory: " + folder.toUri().getPath() + "\ndefaults: { heap: 64MB, disk: 1GB, survives: crash }\n");
        CachingProvider provider = Caching.getCachingProvider("io.spillway.provider.SpillwayCachingProvider");
        spillway = provider.getCacheManager(file.toUri(), null)
                .createCache(
                        "sessions", new MutableConfiguration<String, byte[]>().setTypes(String.class, byte[].class));
        ending = provider;
    }

    @SuppressWarnings("unchecked") // what Infinispan declares, too
    private void openInfinispan(Path folder) throws IOException {
        Path file = folder.resolve("infinispan.xml");
        Files.writeString(file, """
                <infinispan xmlns="urn:infinispan:config:16.0">
                  <cache-container>
                    <global-state><persistent-location path="%1$s/state"/></global-state>
                    <local-cache name="sessions">
                      <encoding media-type="application/x-protostream"/>
                      <memory storage="HEAP" max-size="64MB"/>
                      <persistence passivation="false">
                        <file-store>
                          <data path="%1$s/state/data"/>
                          <index path="%1$s/state/index"/>
                        </file-store>
                      </persistence>
                    </local-cache>
                  </cache-container>
                </infinispan>
                """.formatted(folder));
        try {
            Object manager = Class.forName("org.infinispan.manager.DefaultCacheManager")
                    .getConstructor(String.class)
                    .newInstance(file.toString());
            ending = (Closeable) manager;
            infinispan = (Map<String, byte[]>)
                    manager.getClass().getMethod("getCache", String.class).invoke(manager, "sessions");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Infinispan can't be opened", e);
        }
    }

    /** One put to a random key. */
    @Benchmark
    public void durablePut() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String key = keys[random.nextInt(KEYS)];
        byte[] session = sessions[random.nextInt(SESSIONS)];
        Cache<String, byte[]> cache = spillway;
        Map<String, byte[]> map = infinispan;
        if (cache != null) {
            cache.put(key, session);
        } else if (map != null) {
            map.put(key, session);
        }
    }

    /** Closes the cache and deletes its files. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        if (ending != null) {
            ending.close();
        }
        if (folder != null) {
            Folders.delete(folder);
        }
    }
}
