package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are wrong have one defined outcome, and leave the cache as it was. */
@ParameterizedClass
@EnumSource(Tiers.class)
class BadInputTest extends JCacheTest {
    /** Each operation, on the key "a" where it has one. */
    private static final List<Consumer<Cache<String, String>>> OPERATIONS = List.of(
            cache -> cache.get("a"),
            cache -> cache.getAll(Set.of("a")),
            cache -> cache.containsKey("a"),
            cache -> cache.put("a", "2"),
            cache -> cache.getAndPut("a", "2"),
            cache -> cache.putAll(Map.of("a", "2")),
            cache -> cache.putIfAbsent("a", "2"),
            cache -> cache.remove("a"),
            cache -> cache.remove("a", "1"),
            cache -> cache.getAndRemove("a"),
            cache -> cache.replace("a", "2"),
            cache -> cache.replace("a", "1", "2"),
            cache -> cache.getAndReplace("a", "2"),
            cache -> cache.removeAll(Set.of("a")),
            cache -> cache.removeAll(),
            cache -> cache.clear(),
            cache -> cache.invoke("a", (entry, arguments) -> null),
            cache -> cache.invokeAll(Set.of("a"), (entry, arguments) -> null),
            cache -> cache.loadAll(Set.of("a"), true, null),
            cache -> cache.iterator());

    BadInputTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void nullIsNoKeyAndNoValue() {
        Cache<String, String> cache = strings();
        cache.put("a", "1");
        List<Consumer<Cache<String, String>>> calls = List.of(
                c -> c.get(null),
                c -> c.getAll(null),
                c -> c.containsKey(null),
                c -> c.put(null, "2"),
                c -> c.put("a", null),
                c -> c.getAndPut(null, "2"),
                c -> c.getAndPut("a", null),
                c -> c.putAll(null),
                c -> c.putIfAbsent(null, "2"),
                c -> c.putIfAbsent("b", null),
                c -> c.remove(null),
                c -> c.remove(null, "1"),
                c -> c.remove("a", null),
                c -> c.getAndRemove(null),
                c -> c.replace(null, "2"),
                c -> c.replace("a", null),
                c -> c.replace("a", null, "2"),
                c -> c.replace("a", "1", null),
                c -> c.getAndReplace("a", null),
                c -> c.removeAll(null),
                c -> c.invoke(null, (entry, arguments) -> null),
                c -> c.invoke("a", null),
                c -> c.invokeAll(null, (entry, arguments) -> null),
                c -> c.loadAll(null, true, null));

        for (Consumer<Cache<String, String>> call : calls) {
            assertThatNullPointerException().as("call %d", calls.indexOf(call)).isThrownBy(() -> call.accept(cache));
        }
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache).hasSize(1);
    }

    @Test
    void aClosedCacheDoesNothing() {
        Cache<String, String> cache = strings();
        cache.put("a", "1");
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
        cache.close();

        for (Consumer<Cache<String, String>> operation : OPERATIONS) {
            assertThatIllegalStateException()
                    .as("operation %d", OPERATIONS.indexOf(operation))
                    .isThrownBy(() -> operation.accept(cache));
        }
        assertThatIllegalStateException().isThrownBy(iterator::next);
        assertThat(cache.isClosed()).isTrue();
        assertThat(cache.getName()).isEqualTo("cache");
    }

    @Test
    void aDestroyedCacheDoesNothingAndItsNameIsFree() {
        Cache<String, String> old = strings();
        old.put("a", "1");

        manager.destroyCache("cache");

        assertThatIllegalStateException().isThrownBy(() -> old.get("a"));
        Cache<String, String> fresh = strings();
        assertThat(fresh).isEmpty();
        fresh.put("b", "2");
        assertThatIllegalStateException().isThrownBy(() -> old.remove("b"));
        assertThat(fresh.get("b")).isEqualTo("2");
    }

    @Test
    void aClosedManagerDoesNothing() {
        Cache<String, String> cache = strings();
        manager.close();
        manager.close();

        assertThat(cache.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> cache.get("a"));
        assertThatIllegalStateException().isThrownBy(() -> manager.getCache("cache"));
        assertThatIllegalStateException().isThrownBy(() -> manager.createCache("new", stringConfiguration()));
        assertThatIllegalStateException().isThrownBy(() -> manager.destroyCache("cache"));
        assertThatIllegalStateException().isThrownBy(() -> manager.enableStatistics("cache", true));
        assertThat(provider.getCacheManager(manager.getURI(), getClass().getClassLoader()))
                .isNotSameAs(manager)
                .satisfies(fresh -> fresh.close());
    }

    @Test
    void wrongTypesAreRefused() {
        Cache<String, String> cache = strings();
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> manager.getCache("cache", String.class, Integer.class));
        @SuppressWarnings({"unchecked", "rawtypes"})
        Cache<Object, Object> raw = (Cache) cache;

        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> raw.put("a", 1));
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> raw.put(1, "a"));

        assertThat(cache).isEmpty();
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> manager.createCache("cache", new MutableConfiguration<>()));
        assertThat(manager.getCache("cache", String.class, String.class)).isSameAs(cache);
    }

    @Test
    void aValueLargerThanTheHeapHarmsNobody() {
        Cache<String, byte[]> cache = create(new MutableConfiguration<String, byte[]>());
        for (int i = 0; i < 10; i++) {
            cache.put("small " + i, new byte[] {(byte) i});
        }
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 7);

        cache.put("large", large);

        assertThat(cache.get("large")).isEqualTo(large);
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("small " + i)).containsExactly(i);
        }
    }
}
