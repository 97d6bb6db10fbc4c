package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Iteration sees each entry once, in whatever tier it is. */
@ParameterizedClass
@EnumSource(Tiers.class)
class IterationTest extends JCacheTest {
    private static final int COUNT = 300;

    IterationTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void seesEachEntryOnce() {
        Cache<String, String> cache = filled(strings());

        Map<String, String> seen = new HashMap<>();
        for (Cache.Entry<String, String> entry : cache) {
            assertThat(seen.put(entry.getKey(), entry.getValue())).isNull();
        }

        assertThat(seen).hasSize(COUNT).containsEntry("key 0", "value 0").containsEntry("key 299", "value 299");
    }

    @Test
    void removesWhatItCameTo() {
        RecordingWriter writer = new RecordingWriter();
        Cache<String, String> cache =
                filled(create(stringConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> writer)));

        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
        while (iterator.hasNext()) {
            if (Integer.parseInt(iterator.next().getKey().substring(4)) % 2 == 0) {
                iterator.remove();
            }
        }

        assertThat(cache).hasSize(COUNT / 2);
        assertThat(writer.store).hasSize(COUNT / 2);
        assertThat(IntStream.range(0, COUNT).filter(i -> cache.containsKey("key " + i)))
                .allMatch(i -> i % 2 == 1);
    }

    /** What the user has not seen is not the iterator's to remove. */
    @Test
    void doesNotRemoveWhatWasPutSince() {
        RecordingWriter writer = new RecordingWriter();
        Cache<String, String> cache =
                create(stringConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> writer));
        for (String change : new String[] {"new", "old", null}) {
            cache.put("a", "old");
            Iterator<Cache.Entry<String, String>> iterator = cache.iterator();
            assertThat(iterator.next().getValue()).isEqualTo("old");
            if (change == null) {
                cache.clear();
            } else {
                cache.put("a", change);
            }
            assertThat(iterator.hasNext()).isFalse();

            iterator.remove();

            assertThat(cache.get("a")).isEqualTo(change);
            assertThat(writer.store).containsEntry("a", change == null ? "old" : change);
        }
    }

    @Test
    void removesTheEntryEvenIfTheUserHasChangedItsKey() {
        Cache<List<String>, String> cache = create(new MutableConfiguration<List<String>, String>());
        cache.put(new ArrayList<>(List.of("key")), "value");
        Iterator<Cache.Entry<List<String>, String>> iterator = cache.iterator();
        iterator.next().getKey().add("more");

        iterator.remove();

        assertThat(cache).isEmpty();
    }

    @Test
    void removesNothingTwiceAndNothingBeforehand() {
        Cache<String, String> cache = filled(strings());
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();

        assertThatIllegalStateException().isThrownBy(iterator::remove);
        iterator.next();
        iterator.remove();
        assertThatIllegalStateException().isThrownBy(iterator::remove);

        assertThat(cache).hasSize(COUNT - 1);
    }

    @Test
    void asksNobodyWhetherThereIsMore() {
        Cache<String, String> cache = strings();
        cache.put("a", "1");
        Iterator<Cache.Entry<String, String>> iterator = cache.iterator();

        assertThat(iterator.next().getKey()).isEqualTo("a");
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next);
    }

    @Test
    void meanwhileTheCacheMayChange() {
        Cache<String, String> cache = filled(strings());

        Map<String, String> seen = new HashMap<>();
        for (Cache.Entry<String, String> entry : cache) {
            int number = Integer.parseInt(entry.getKey().substring(4));
            assertThat(seen.put(entry.getKey(), entry.getValue()))
                    .as("seen before")
                    .isNull();
            if (number < COUNT) {
                cache.get("key " + (number * 7 % COUNT));
                cache.put("key " + (number * 11 % COUNT), "changed");
                cache.put("key " + (COUNT + number), "new");
            }
        }

        assertThat(IntStream.range(0, COUNT)).allMatch(i -> seen.containsKey("key " + i));
    }

    private static Cache<String, String> filled(Cache<String, String> cache) {
        IntStream.range(0, COUNT).forEach(i -> cache.put("key " + i, "value " + i));
        return cache;
    }
}
