package io.spillway.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A server, a peer's cache in it, and values of 2 KB that it is filled with. */
@State(Scope.Benchmark)
public class RedisState {
    private static final int BYTES = 2_048;

    private final byte[] value = new byte[BYTES];
    private String[] keys = {};
    private @Nullable Path folder;
    private @Nullable LocalRedis server;
    private @Nullable RedisCache cache;

    /** Starts a server, and fills it with so many keys. */
    void fill(String peer, int count) throws IOException {
        ThreadLocalRandom.current().nextBytes(value);
        Path made = Folders.create();
        folder = made;
        LocalRedis started = LocalRedis.start(made);
        server = started;
        RedisCache opened = RedisCache.open(peer, started.address(), made);
        cache = opened;
        keys = new String[count];
        for (int i = 0; i < count; i++) {
            keys[i] = Sessions.key(i);
            opened.put(keys[i], value);
        }
    }

    private RedisCache opened() {
        RedisCache opened = cache;
        if (opened == null) {
            throw new IllegalStateException("not set up");
        }
        return opened;
    }

    private String key() {
        return keys[ThreadLocalRandom.current().nextInt(keys.length)];
    }

    byte[] get() {
        byte[] found = opened().get(key());
        if (found == null || found.length != BYTES) {
            throw new IllegalStateException("an entry is lost");
        }
        return found;
    }

    void put() {
        opened().put(key(), value);
    }

    /** Ends everything; says where the values came from. */
    void end() throws IOException {
        System.out.println(opened());
        opened().close();
        if (server != null) {
            server.close();
        }
        if (folder != null) {
            Folders.delete(folder);
        }
    }
}
