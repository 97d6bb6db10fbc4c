package io.spillway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import io.spillway.Checkpoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    private static final String SMALL = "heap: 20KB, ";
    private static final String ON = "compress: { over: 200 }";
    private static final String OFF = "compress: none";
    private static final int ENTRIES = 300;

    @TempDir
    Path folder;

    private TestManager open(String keys) {
        return open("data", keys);
    }

    private TestManager open(String data, String keys) {
        return TestManager.open(folder, """
                directory: %s
                caches:
                  c: { key: java.lang.String, disk: 64MB, survives: crash, allow: [java.util.*], %s }
                """.formatted(folder.resolve(data), keys));
    }

    private static Cache<String, Object> cache(TestManager manager) {
        return manager.manager().getCache("c");
    }

    /** Text, bytes, lists, what is short and what can't be compressed, by turns. */
    private static Object value(int i) {
        byte[] noise = new byte[700 + i];
        new Random(i).nextBytes(noise);
        return switch (i % 5) {
            case 0 -> ("value " + i + " ").repeat(40 + i);
            case 1 -> ("value " + i + " ").repeat(40 + i).getBytes(UTF_8);
            case 2 -> new ArrayList<>(List.of("a", i, "value ".repeat(100 + i)));
            case 3 -> "short " + i;
            default -> noise;
        };
    }

    private static void put(TestManager manager, int from, int to) {
        for (int i = from; i < to; i++) {
            cache(manager).put("key-" + i, value(i));
        }
    }

    private static void assertThere(TestManager manager, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(cache(manager).get("key-" + i)).as("key-" + i).isEqualTo(value(i));
        }
    }

    @Test
    void whatIsCompressedTakesLessRoomInTheHeapAndOnDisk() {
        byte[] value = "a session's attributes, ".repeat(100).getBytes(UTF_8);
        long[] heap = new long[2];
        long[] disk = new long[2];
        for (int i = 0; i < 2; i++) {
            try (TestManager manager = open("data" + i, "heap: 40MB, " + (i == 0 ? OFF : ON))) {
                for (int n = 0; n < 8_000; n++) {
                    cache(manager).put("key-" + n, value);
                }
                CacheTiers tiers = cache(manager).unwrap(CacheTiers.class);
                heap[i] = tiers.heap().bytes();
                disk[i] = tiers.disk().bytes();
            }
        }
        assertThat(heap[1]).isLessThan(heap[0] / 4);
        assertThat(disk[1]).isLessThan(disk[0] / 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStoreIsReadWhateverItWasWrittenWith(boolean first) {
        try (TestManager manager = open(SMALL + (first ? ON : OFF))) {
            put(manager, 0, ENTRIES);
            assertThere(manager, 0, ENTRIES);
        }
        try (TestManager manager = open(SMALL + (first ? OFF : ON))) {
            assertThere(manager, 0, ENTRIES);
            put(manager, ENTRIES, 2 * ENTRIES);
            for (int i = 0; i < ENTRIES; i += 2) {
                Object old = value(i);
                boolean comparable = !(old instanceof byte[]);
                assertThat(cache(manager).replace("key-" + i, old, value(i + 1)))
                        .isEqualTo(comparable);
                cache(manager).put("key-" + i, old);
            }
        }
        try (TestManager manager = open(SMALL + (first ? ON : OFF))) {
            assertThere(manager, 0, 2 * ENTRIES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCheckpointIsReadWhateverItWasWrittenWith(boolean first) {
        try (TestManager manager = open(SMALL + (first ? ON : OFF))) {
            put(manager, 0, ENTRIES);
            cache(manager).unwrap(Checkpoints.class).checkpoint();
            put(manager, ENTRIES, ENTRIES + 1);
            for (int i = 0; i < ENTRIES; i++) {
                cache(manager).remove("key-" + i);
            }
        }
        try (TestManager manager = open(SMALL + (first ? OFF : ON))) {
            cache(manager).unwrap(Checkpoints.class).restore();
            assertThere(manager, 0, ENTRIES);
        }
    }

    @Test
    void largeValuesComeBack() {
        byte[] large = new byte[20 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (Integer.bitCount(i) * (i >>> 12));
        }
        try (TestManager manager = open(SMALL + ON)) {
            cache(manager).put("large", large);
            assertThat(cache(manager).unwrap(CacheTiers.class).disk().bytes()).isLessThan(large.length / 2);
        }
        try (TestManager manager = open(SMALL + ON)) {
            assertThat(Arrays.equals((byte[]) cache(manager).get("large"), large))
                    .isTrue();
        }
    }
}
