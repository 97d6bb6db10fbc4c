package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The time of a call counts for what the call counted, and for nothing else. */
@ParameterizedClass
@EnumSource(Tiers.class)
class AverageTimesTest extends JCacheTest {
    /** What a writer or loader takes at the least. */
    private static final int MICROS = 2_000;

    AverageTimesTest(Tiers tiers) {
        super(tiers);
    }

    private static void takeTime() {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(MICROS);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static final class SlowWriter extends RecordingWriter {
        @Override
        public void write(Cache.Entry<? extends String, ? extends String> entry) {
            takeTime();
            super.write(entry);
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends String>> entries) {
            takeTime();
            super.writeAll(entries);
        }

        @Override
        public void delete(Object key) {
            takeTime();
            super.delete(key);
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            takeTime();
            super.deleteAll(keys);
        }
    }

    private static final class SlowLoader extends RecordingLoader {
        @Override
        public String load(String key) {
            takeTime();
            if (key.startsWith("bad")) {
                throw new CacheException(key);
            }
            return super.load(key);
        }

        @Override
        public Map<String, String> loadAll(Iterable<? extends String> keys) {
            takeTime();
            return super.loadAll(keys);
        }
    }

    /** Calls by what they count beside "there" being in the cache; those with a P, R or G take their time for that. */
    private static Map<Consumer<Cache<String, String>>, String> calls() {
        Map<Consumer<Cache<String, String>>, String> calls = new LinkedHashMap<>();
        calls.put(cache -> cache.get("there"), "g");
        calls.put(cache -> cache.get("loaded"), "G");
        calls.put(cache -> cache.get("bad"), "G");
        calls.put(cache -> cache.getAll(Set.of("there")), "g");
        calls.put(cache -> cache.getAll(Set.of("loaded")), "G");
        calls.put(cache -> cache.containsKey("there"), "");
        calls.put(cache -> cache.put("new", "1"), "P");
        calls.put(cache -> cache.getAndPut("new", "1"), "GP");
        calls.put(cache -> cache.putAll(Map.of("new", "1")), "P");
        calls.put(cache -> cache.putIfAbsent("new", "1"), "GP");
        calls.put(cache -> cache.putIfAbsent("there", "1"), "g");
        calls.put(cache -> cache.replace("there", "1"), "GP");
        calls.put(cache -> cache.replace("none", "1"), "g");
        calls.put(cache -> cache.replace("there", "old", "1"), "GP");
        calls.put(cache -> cache.getAndReplace("there", "1"), "GP");
        calls.put(cache -> cache.remove("there"), "R");
        calls.put(cache -> cache.remove("none"), "");
        calls.put(cache -> cache.remove("there", "old"), "GR");
        calls.put(cache -> cache.getAndRemove("there"), "GR");
        calls.put(cache -> cache.getAndRemove("none"), "G");
        calls.put(cache -> cache.removeAll(Set.of("there")), "R");
        calls.put(cache -> cache.removeAll(Set.of("none")), "");
        calls.put(cache -> cache.removeAll(), "R");
        calls.put(cache -> cache.iterator().next(), "g");
        calls.put(
                cache -> {
                    Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
                    iterator.next();
                    iterator.remove();
                },
                "gR");
        calls.put(
                cache -> cache.invoke("there", (entry, arguments) -> {
                    entry.setValue("1");
                    return null;
                }),
                "GP");
        calls.put(
                cache -> cache.invoke("there", (entry, arguments) -> {
                    entry.remove();
                    return null;
                }),
                "GR");
        return calls;
    }

    @Test
    void eachCallTakesItsTime() throws Exception {
        int number = 0;
        for (Map.Entry<Consumer<Cache<String, String>>, String> call : calls().entrySet()) {
            Cache<String, String> cache = create(stringConfiguration()
                    .setStatisticsEnabled(true)
                    .setReadThrough(true)
                    .setCacheLoaderFactory(SlowLoader::new)
                    .setWriteThrough(true)
                    .setCacheWriterFactory(SlowWriter::new));
            cache.put("there", "old");
            Map<String, Number> before = statistics();
            assertThat(before.get("AveragePutTime").floatValue()).isGreaterThanOrEqualTo((float) MICROS);
            ManagementFactory.getPlatformMBeanServer().invoke(bean(), "clear", null, null);

            try {
                call.getKey().accept(cache);
            } catch (CacheException e) {
                assertThat(e).hasRootCauseMessage("bad");
            }

            Map<String, Number> after = statistics();
            String counted = call.getValue();
            assertCounted("CacheGets", "AverageGetTime", after, counted, 'g', number);
            assertCounted("CachePuts", "AveragePutTime", after, counted, 'p', number);
            assertCounted("CacheRemovals", "AverageRemoveTime", after, counted, 'r', number);
            manager.destroyCache("cache");
            number++;
        }
    }

    private static void assertCounted(
            String count, String average, Map<String, Number> statistics, String counted, char kind, int number) {
        boolean slow = counted.indexOf(Character.toUpperCase(kind)) >= 0;
        boolean expected = slow || counted.indexOf(kind) >= 0;
        assertThat(statistics.get(count).longValue())
                .as("%s of call %d", count, number)
                .isEqualTo(expected ? 1 : 0);
        float time = statistics.get(average).floatValue();
        if (!expected) {
            assertThat(time).as("%s of call %d", average, number).isZero();
        } else {
            assertThat(time).as("%s of call %d", average, number).isPositive();
            assertThat(time >= MICROS || !slow)
                    .as("%s of call %d: %s", average, number, time)
                    .isTrue();
        }
    }

    private ObjectName bean() throws Exception {
        return new ObjectName("javax.cache:type=CacheStatistics,CacheManager="
                + manager.getURI().toString().replaceAll("[,:=\"*?\\n]", ".") + ",Cache=cache");
    }

    private Map<String, Number> statistics() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Map<String, Number> values = new HashMap<>();
        for (String name : Stream.of(
                        "CacheGets",
                        "CachePuts",
                        "CacheRemovals",
                        "AverageGetTime",
                        "AveragePutTime",
                        "AverageRemoveTime")
                .toList()) {
            values.put(name, (Number) server.getAttribute(bean(), name));
        }
        return values;
    }
}
