package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.CacheTiers;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries at the edges of what a heap can hold and a spill can carry. */
class SpillEdgesTest {
    private static final int ENTRIES = 20;

    @TempDir
    Path folder;

    private record NotSerializable(int number) {}

    private record Outer(NotSerializable inner) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private record Text(String text, Long number) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static Stream<Object> largeImmutables() {
        return Stream.of(
                "e".repeat(80_000),
                "\u00e9".repeat(40_000),
                "\u4e2d".repeat(25_000),
                "\ud800".repeat(30_000),
                new Text("\u00e9".repeat(40_000), 1L),
                new java.math.BigInteger("7".repeat(150_000)));
    }

    /** Their payloads are larger than what they take in the heap, and too large for one frame. */
    @ParameterizedTest
    @MethodSource("largeImmutables")
    void aLargeImmutableValueSpillsAndComesBack(Object value) {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 100KB, disk: 100MB }")) {
            Cache<Integer, Object> cache = create(manager, new MutableConfiguration<>());
            IntStream.range(0, ENTRIES).forEach(i -> cache.put(i, value));
            for (int i = 0; i < ENTRIES; i++) {
                assertThat(cache.get(i)).isEqualTo(value);
            }
            assertThat(cache.unwrap(CacheTiers.class).evictions()).isZero();
        }
    }

    @Test
    void whatCannotSpillIsRefusedWhenItIsPut() {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: 32MB }")) {
            Cache<Object, Object> cache = create(manager, new MutableConfiguration<>());
            cache.put("there", "before");

            for (Object bad : List.of(new NotSerializable(1), new Outer(new NotSerializable(1)))) {
                assertThatExceptionOfType(CacheException.class)
                        .isThrownBy(() -> cache.put("there", bad))
                        .withMessageContaining("NotSerializable")
                        .withMessageContaining("java.io.Serializable");
                assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.put(bad, "value"));
            }

            assertThat(cache)
                    .hasSize(1)
                    .allSatisfy(entry -> assertThat(entry.getValue()).isEqualTo("before"));
        }
    }

    @Test
    void aKeyThatCannotBeKeptIsRefusedBeforeTheWriterHearsOfIt() {
        List<Object> written = new CopyOnWriteArrayList<>();
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 1MB, disk: 32MB }")) {
            Cache<Object, Object> cache = create(
                    manager,
                    new MutableConfiguration<>()
                            .setWriteThrough(true)
                            .setCacheWriterFactory(() -> new NotingWriter(written)));

            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> cache.put(new NotSerializable(1), "value"));

            assertThat(written).isEmpty();
        }
    }

    @Test
    void aReferenceTooLargeForTheHeapIsEvictedAtOnce() {
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: 2000, disk: 32MB }")) {
            Cache<Object, Object> cache = create(manager, new MutableConfiguration<>().setStoreByValue(false));

            cache.put(1, new Object[] {new Thread(), new byte[5_000]});

            assertThat(cache.get(1)).isNull();
            assertThat(cache.unwrap(CacheTiers.class).evictions()).isEqualTo(1);
        }
    }

    /** Between the mark where spilling starts and the whole heap: making room for it would throw out all the others. */
    @Test
    void aValueAboveTheSpillMarkGoesPastTheHeap() {
        for (boolean hasDisk : List.of(true, false)) {
            try (TestManager manager = TestManager.open(
                    folder, "defaults: { heap: 10000, spill-at: 50%, disk: " + (hasDisk ? "32MB" : "none") + " }")) {
                Cache<Object, Object> cache = create(manager, new MutableConfiguration<>());
                for (int i = 0; i < 10; i++) {
                    cache.put(i, "small");
                }

                cache.put("large", new byte[8_000]);
                Object read = cache.get("large");

                CacheTiers tiers = cache.unwrap(CacheTiers.class);
                assertThat(tiers.heap().entries()).isEqualTo(10);
                assertThat(tiers.evictions()).isEqualTo(hasDisk ? 0 : 1);
                assertThat(tiers.restores()).isZero();
                if (hasDisk) {
                    assertThat(read).isEqualTo(new byte[8_000]);
                } else {
                    assertThat(read).isNull();
                }
            }
        }
    }

    /** Writers of entries of very different sizes, with a reader of the figure that must not go over. */
    @Test
    void theHeapNeverHoldsMoreThanItsBudget() throws Exception {
        long budget = 64 << 10;
        try (TestManager manager = TestManager.open(folder, "defaults: { heap: " + budget + ", disk: 64MB }")) {
            Cache<Object, Object> cache = create(manager, new MutableConfiguration<>());
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> writers = IntStream.range(0, 3)
                    .mapToObj(t -> new Thread(() -> {
                        for (int i = 0; i < 3_000; i++) {
                            cache.put(t + "-" + i % 400, new byte[i * 37 % 9_000 + (i % 100 == 0 ? 40_000 : 0)]);
                        }
                    }))
                    .toList();
            writers.forEach(Thread::start);
            while (writers.stream().anyMatch(Thread::isAlive)) {
                over.compareAndSet(false, cache.unwrap(CacheTiers.class).heap().bytes() > budget);
            }
            for (Thread writer : writers) {
                writer.join();
            }

            assertThat(over).isFalse();
            assertThat(cache).hasSize(1_200);
            cache.clear();
            assertThat(cache.unwrap(CacheTiers.class).heap().bytes()).isZero();
        }
    }

    private static <K, V> Cache<K, V> create(TestManager manager, MutableConfiguration<K, V> configuration) {
        return manager.manager().createCache("edges", configuration);
    }

    private record NotingWriter(List<Object> written) implements javax.cache.integration.CacheWriter<Object, Object> {
        @Override
        public void write(Cache.Entry<?, ?> entry) {
            written.add(entry.getKey());
        }

        @Override
        public void writeAll(java.util.Collection<Cache.Entry<?, ?>> entries) {
            written.addAll(entries);
        }

        @Override
        public void delete(Object key) {
            written.add(key);
        }

        @Override
        public void deleteAll(java.util.Collection<?> keys) {
            written.addAll(keys);
        }
    }
}
