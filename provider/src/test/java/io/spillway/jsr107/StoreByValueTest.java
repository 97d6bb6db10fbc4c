package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** By value: the cache's content is its own. What cannot change need not be copied; what cannot be copied is refused. */
@ParameterizedClass
@EnumSource(Tiers.class)
class StoreByValueTest extends JCacheTest {
    StoreByValueTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void aValueThatChangesLaterIsNotSeenToChange() {
        Cache<String, ArrayList<String>> cache = lists();
        ArrayList<String> mine = new ArrayList<>(List.of("one"));
        cache.put("a", mine);
        mine.add("two");
        assertThat(cache.get("a")).containsExactly("one");

        ArrayList<String> theirs = cache.get("a");
        theirs.add("three");
        assertThat(cache.get("a")).containsExactly("one");

        cache.getAll(java.util.Set.of("a")).get("a").add("four");
        cache.iterator().next().getValue().add("five");
        cache.getAndPut("b", theirs);
        theirs.clear();
        assertThat(cache.get("a")).containsExactly("one");
        assertThat(cache.get("b")).containsExactly("one", "three");
    }

    @Test
    void whatAProcessorDoesToAValueCountsOnlyIfItSetsIt() {
        Cache<String, ArrayList<String>> cache = lists();
        cache.put("a", new ArrayList<>(List.of("one")));

        cache.invoke("a", (entry, arguments) -> entry.getValue().add("two"));
        assertThat(cache.get("a")).containsExactly("one");

        cache.invoke("a", (entry, arguments) -> {
            ArrayList<String> value = entry.getValue();
            value.add("two");
            entry.setValue(value);
            return null;
        });
        assertThat(cache.get("a")).containsExactly("one", "two");
    }

    @Test
    void aKeyThatChangesLaterIsNotSeenToChange() {
        Cache<ArrayList<String>, String> cache = create(new MutableConfiguration<>());
        ArrayList<String> key = new ArrayList<>(List.of("one"));
        cache.put(key, "value");

        key.add("two");

        assertThat(cache.containsKey(key)).isFalse();
        assertThat(cache.get(new ArrayList<>(List.of("one")))).isEqualTo("value");
        cache.iterator().next().getKey().add("three");
        assertThat(cache.get(new ArrayList<>(List.of("one")))).isEqualTo("value");
    }

    @Test
    void valuesOfEveryKindComeBack() {
        Cache<String, Object> cache = create(new MutableConfiguration<String, Object>());
        for (Object value : immutableValues()) {
            cache.put("key", value);
            assertThat(cache.get("key")).isEqualTo(value).hasSameClassAs(value);
        }
        for (Object value : List.of(new byte[0], new byte[] {1, 2}, new long[] {3}, new String[] {"a", null})) {
            cache.put("key", value);
            assertThat(Arrays.deepEquals(new Object[] {cache.get("key")}, new Object[] {value}))
                    .isTrue();
            assertThat(cache.get("key")).isNotSameAs(value);
        }
    }

    @Test
    void whatCannotChangeIsNotCopied() {
        assumeTrue(tiers == Tiers.HEAP_ONLY, "what was restored is another instance in any case");
        Cache<String, Object> cache = create(new MutableConfiguration<String, Object>());
        for (Object value : immutableValues()) {
            cache.put("key", value);
            assertThat(cache.get("key")).as("%s %s", value.getClass(), value).isSameAs(value);
        }
    }

    @Test
    void aRecordOfSomethingMutableIsCopied() {
        Cache<String, Object> cache = create(new MutableConfiguration<String, Object>());
        Holder holder = new Holder(new ArrayList<>(List.of("one")));
        cache.put("key", holder);

        holder.content().add("two");

        assertThat(cache.get("key")).isEqualTo(new Holder(new ArrayList<>(List.of("one"))));
    }

    @Test
    void whatCannotBeEncodedIsRefusedAndNothingIsLost() {
        Cache<String, Object> cache = create(new MutableConfiguration<String, Object>());
        cache.put("a", "1");
        Object stubborn = new Object();
        Map<String, Object> half = new HashMap<>(Map.of("inner", stubborn));

        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.put("a", stubborn));
        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.put("b", half));
        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.replace("a", stubborn));
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> cache.invoke("a", (entry, arguments) -> {
                    entry.setValue(new Failing());
                    return null;
                }));

        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.containsKey("b")).isFalse();
        cache.put("a", "2");
        assertThat(cache.get("a")).isEqualTo("2");
    }

    @Test
    void aKeyThatCannotBeEncodedIsRefused() {
        Cache<Object, Object> cache = create(new MutableConfiguration<>());
        cache.put("a", "1");

        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.put(new Object(), "2"));

        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache).hasSize(1);
    }

    private Cache<String, ArrayList<String>> lists() {
        return create(new MutableConfiguration<String, ArrayList<String>>());
    }

    private static List<Object> immutableValues() {
        UUID uuid = new UUID(1, 2);
        return List.of(
                new String(new char[] {'a', 'b'}),
                1_000_000,
                123_456_789_012L,
                1.5,
                2.5f,
                'x',
                (short) 3000,
                true,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.20"),
                uuid,
                Instant.ofEpochMilli(1),
                LocalDate.of(2026, 1, 1),
                ZonedDateTime.parse("2026-01-01T00:00:00+01:00[Europe/Berlin]"),
                Duration.ofMinutes(5),
                TimeUnit.DAYS,
                Body.SPECIAL,
                new Point(1, "one", uuid),
                new Line(new Point(1, "one", uuid), new Point(2, null, uuid), Body.SPECIAL));
    }

    /** An enum, of which one constant has a class of its own. */
    enum Body {
        PLAIN,
        SPECIAL {
            @Override
            boolean isSpecial() {
                return true;
            }
        };

        boolean isSpecial() {
            return false;
        }
    }

    /** A record of what cannot change. */
    record Point(int x, String name, UUID id) implements Serializable {}

    /** A record of records. */
    record Line(Point from, Point to, Body body) implements Serializable {}

    /** A record of what can change. */
    record Holder(ArrayList<String> content) implements Serializable {}

    /** Serializable by its word, not by its deeds. */
    static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new NotSerializableException("on purpose");
        }
    }
}
