package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import io.spillway.cache.SpillwayCache;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;

/**
 * A cache of a shape, with a thread that puts and reads other keys, so that the heap always wants to get rid of something.
 * It can be closed and opened again where it survives that.
 */
final class PlayedCache implements AutoCloseable {
    private final Shape shape;
    private final Path folder;
    private final RoundClock clock = new RoundClock();
    private final Backend backend;
    private final Thread churner;
    /** Held by the churner for each of its steps; a fair one, so that others get their turn. */
    private final ReentrantLock churning = new ReentrantLock(true);

    private final AtomicReference<Throwable> churnFailure = new AtomicReference<>();
    private volatile boolean over;
    private TestManager manager;
    private volatile Cache<String, Object> cache;
    private long spills;
    private long evictions;

    PlayedCache(Shape shape, Path folder) {
        this.shape = shape;
        this.folder = folder;
        this.backend = new Backend(this::value);
        this.manager = manager();
        this.cache = create();
        if (shape == Shape.DISK_SMALLER_THAN_HEAP) {
            overfillDisk();
        }
        this.churner = new Thread(this::churn, "churner");
        churner.start();
    }

    private TestManager manager() {
        String yaml = "directory: '" + folder.resolve("files") + "'\ndefaults: { " + shape.tiers() + " }";
        return TestManager.open(folder, yaml, clock);
    }

    private Cache<String, Object> create() {
        @SuppressWarnings("unchecked") // a cache of Notes is used as one of Objects
        Class<Object> type = (Class<Object>) (Class<?>) (shape.isMutable() ? Note.class : String.class);
        MutableConfiguration<String, Object> configuration = new MutableConfiguration<String, Object>()
                .setTypes(String.class, type)
                .setExpiryPolicyFactory(shape::expiry);
        if (shape.readsThrough()) {
            configuration.setReadThrough(true).setCacheLoaderFactory(() -> backend);
        }
        if (shape.writesThrough()) {
            configuration.setWriteThrough(true).setCacheWriterFactory(() -> backend);
        }
        return manager.manager().createCache("model", configuration);
    }

    Cache<String, Object> cache() {
        return cache;
    }

    RoundClock clock() {
        return clock;
    }

    Backend backend() {
        return backend;
    }

    Shape shape() {
        return shape;
    }

    /** A value of the type that the cache has. */
    Object value(String text) {
        return shape.isMutable() ? new Note(text) : text;
    }

    /** The text of a value, which is then spoilt, if it can be. */
    static String text(Object value) {
        String text = value.toString();
        if (value instanceof Note note) {
            note.scribble();
        }
        return text;
    }

    private void churn() {
        int keys = shape.evicts() ? 3_000 : 50;
        int filling = shape.evicts() ? 2_000 : 200;
        try {
            for (int i = 0; !over; i++) {
                churning.lock();
                try {
                    churnOnce("churn-" + i % keys, "#".repeat(i % filling));
                    if (i % 500 == 0) {
                        cache.unwrap(SpillwayCache.class).sweep();
                    }
                } finally {
                    churning.unlock();
                }
            }
        } catch (RuntimeException | Error e) {
            churnFailure.set(e);
        }
    }

    /** The heap has room for all of it. */
    private void overfillDisk() {
        for (int i = 0; i < 2_500; i++) {
            churnOnce("churn-" + i, "#".repeat(1_000));
        }
        CacheTiers tiers = cache.unwrap(CacheTiers.class);
        assertThat(tiers.heap().entries()).isEqualTo(2_500);
        assertThat(tiers.disk().entries()).isLessThan(2_500);
    }

    private void churnOnce(String key, String filling) {
        Object value = cache.get(key);
        if (value != null) {
            assertThat(text(value)).startsWith(key);
        }
        cache.put(key, value(key + filling));
    }

    /** Closes the cache and opens it again, with what it holds. */
    void reopen() {
        churning.lock();
        try {
            count();
            manager.close();
            manager = manager();
            cache = create();
        } finally {
            churning.unlock();
        }
    }

    void assertIntact() throws ReflectiveOperationException {
        churning.lock();
        try {
            Inside.assertIntact(cache);
        } finally {
            churning.unlock();
        }
        assertThat(churnFailure.get()).isNull();
    }

    private void count() {
        CacheTiers tiers = cache.unwrap(CacheTiers.class);
        spills += tiers.spills();
        evictions += tiers.evictions();
    }

    /** Ends the churning and tells how much was going on between the tiers. */
    void assertSpilled() {
        stopChurning();
        assertThat(churnFailure.get()).isNull();
        count();
        System.out.println(
                "LinearizabilityTest " + shape + ": spills " + spills + ", " + cache.unwrap(CacheTiers.class));
        if (shape != Shape.DISK_SMALLER_THAN_HEAP) {
            assertThat(spills).isPositive();
        }
        if (!shape.evicts()) {
            assertThat(evictions).isZero();
        }
    }

    private void stopChurning() {
        over = true;
        try {
            churner.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopChurning();
        manager.close();
    }
}
