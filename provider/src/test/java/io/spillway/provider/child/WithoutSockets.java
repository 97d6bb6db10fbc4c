package io.spillway.provider.child;

import io.spillway.Checkpoints;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/** Run in a process of its own: uses every kind of local tier where no socket can be opened. */
public final class WithoutSockets {
    private WithoutSockets() {}

    /** Takes the configuration, whose caches are used; or nothing, and then tries to open sockets itself. */
    public static void main(String[] arguments) throws Exception {
        Sockets.forbid();
        if (arguments.length == 0) {
            attempt(() -> SocketChannel.open().close());
            attempt(() -> new Socket("localhost", 1).close());
            return;
        }
        URI uri = Path.of(arguments[0]).toUri();
        try (CachingProvider provider = Caching.getCachingProvider()) {
            CacheManager manager = provider.getCacheManager(uri, null);
            for (String name : manager.getCacheNames()) {
                use(manager.getCache(name));
            }
        }
    }

    private static void use(Cache<Integer, String> cache) {
        for (int key = 0; key < 200; key++) {
            cache.put(key, value(key));
        }
        for (int key = 0; key < 200; key++) {
            if (!value(key).equals(cache.get(key))) {
                throw new AssertionError(cache.getName() + " lost " + key);
            }
        }
        cache.unwrap(Checkpoints.class).checkpoint();
    }

    private static String value(int key) {
        return Integer.toString(key).repeat(1000);
    }

    private static void attempt(Attempt attempt) throws Exception {
        try {
            attempt.run();
        } catch (java.io.IOException | UnsupportedOperationException expected) {
            return;
        }
        throw new AssertionError("a socket was opened");
    }

    private interface Attempt {
        void run() throws Exception;
    }
}
