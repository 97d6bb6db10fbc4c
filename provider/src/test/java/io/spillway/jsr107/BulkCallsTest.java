package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CacheWriterException;
import javax.cache.integration.CompletionListenerFuture;
import javax.cache.processor.EntryProcessorResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Bulk operations reach loaders and writers in one call, and treat the caller's collections with care. */
@ParameterizedClass
@EnumSource(Tiers.class)
class BulkCallsTest extends JCacheTest {
    private final RecordingLoader loader = new RecordingLoader();
    private final RecordingWriter writer = new RecordingWriter();

    BulkCallsTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void getAllAsksTheLoaderOnceForWhatIsMissing() {
        Cache<String, String> cache = readThrough();
        cache.put("here", "mine");

        assertThat(cache.getAll(Set.of("here", "a", "b", "absent")))
                .isEqualTo(Map.of("here", "mine", "a", "loaded a", "b", "loaded b"));

        assertThat(loader.single).isEmpty();
        assertThat(loader.bulk).containsExactly(Set.of("a", "b", "absent"));
        assertThat(cache.containsKey("a")).isTrue();
        assertThat(cache.containsKey("absent")).isFalse();
    }

    @Test
    void getAllDoesNotDisturbALoaderForNothing() {
        Cache<String, String> cache = readThrough();
        cache.put("here", "mine");

        cache.getAll(Set.of("here"));
        cache.getAll(Set.of());

        assertThat(loader.bulk).isEmpty();
        assertThat(loader.single).isEmpty();
    }

    @Test
    void whatALoaderThrowsIsTheDirectCause() {
        IllegalStateException failure = new IllegalStateException("the database is away");
        Cache<String, String> cache =
                create(stringConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> new RecordingLoader() {
                    @Override
                    public String load(String key) {
                        throw failure;
                    }

                    @Override
                    public Map<String, String> loadAll(Iterable<? extends String> keys) {
                        throw failure;
                    }
                }));
        cache.put("here", "mine");

        assertThatExceptionOfType(CacheLoaderException.class)
                .isThrownBy(() -> cache.get("a"))
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
        assertThatExceptionOfType(CacheLoaderException.class)
                .isThrownBy(() -> cache.getAll(Set.of("here", "a")))
                .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
        assertThat(cache.get("here")).isEqualTo("mine");
    }

    @Test
    void loadAllAsksOnceForWhatIsMissing() throws Exception {
        Cache<String, String> cache = readThrough();
        cache.put("here", "mine");

        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of("here", "a", "absent"), false, done);
        done.get();

        assertThat(loader.bulk).containsExactly(Set.of("a", "absent"));
        assertThat(loader.single).isEmpty();
        assertThat(cache.getAll(Set.of("here", "a"))).isEqualTo(Map.of("here", "mine", "a", "loaded a"));
    }

    @Test
    void putAllWritesOnce() {
        Cache<String, String> cache = writeThrough();

        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));

        assertThat(writer.bulkWrites).containsExactly(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(writer.singles).isEmpty();
        assertThat(cache.getAll(Set.of("a", "b", "c"))).isEqualTo(writer.store);
    }

    @Test
    void whatAWriterRefusesOfPutAllIsNotInTheCache() {
        Cache<String, String> cache = writeThrough();

        assertThatExceptionOfType(CacheWriterException.class)
                .isThrownBy(() -> cache.putAll(Map.of("a", "1", "bad 1", "2", "c", "3", "bad 2", "4")))
                .withCauseExactlyInstanceOf(RecordingWriter.Refusal.class);

        assertThat(writer.bulkWrites).hasSize(1);
        assertThat(writer.store).isEqualTo(Map.of("a", "1", "c", "3"));
        assertThat(cache.getAll(Set.of("a", "bad 1", "c", "bad 2"))).isEqualTo(writer.store);
    }

    @Test
    void removeAllDeletesOnce() {
        Cache<String, String> cache = writeThrough();
        cache.putAll(Map.of("a", "1", "b", "2", "c", "3"));

        cache.removeAll(Set.of("a", "b", "never there"));

        assertThat(writer.bulkDeletes).containsExactly(Set.of("a", "b", "never there"));
        assertThat(writer.singles).isEmpty();
        assertThat(cache.containsKey("a")).isFalse();

        cache.put("d", "4");
        cache.removeAll();

        assertThat(writer.bulkDeletes).hasSize(2).last().isEqualTo(Set.of("c", "d"));
        assertThat(cache).isEmpty();
    }

    @Test
    void whatAWriterRefusesOfRemoveAllStaysInTheCache() {
        Cache<String, String> cache =
                create(stringConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> new RecordingWriter() {
                    @Override
                    public void write(Cache.Entry<? extends String, ? extends String> entry) {
                        // accepts everything, so that there is something to refuse later
                    }

                    @Override
                    public void deleteAll(java.util.Collection<?> keys) {
                        writer.deleteAll(keys);
                    }
                }));
        for (String key : List.of("a", "bad", "c")) {
            cache.put(key, "value");
        }

        assertThatExceptionOfType(CacheWriterException.class)
                .isThrownBy(() -> cache.removeAll(Set.of("a", "bad")))
                .withCauseExactlyInstanceOf(RecordingWriter.Refusal.class);
        assertThat(cache.getAll(Set.of("a", "bad", "c")).keySet()).isEqualTo(Set.of("bad", "c"));

        assertThatExceptionOfType(CacheWriterException.class).isThrownBy(cache::removeAll);
        assertThat(cache.getAll(Set.of("a", "bad", "c")).keySet()).isEqualTo(Set.of("bad"));
    }

    @Test
    void whatAWriterThrowsChangesNothing() {
        Cache<String, String> cache = writeThrough();

        assertThatExceptionOfType(CacheWriterException.class)
                .isThrownBy(() -> cache.put("bad", "1"))
                .withCauseExactlyInstanceOf(RecordingWriter.Refusal.class);
        assertThat(cache.containsKey("bad")).isFalse();
    }

    @Test
    void theCallersCollectionsAreNeverAskedForNull() throws Exception {
        Cache<String, String> cache = create(stringConfiguration()
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader)
                .setWriteThrough(true)
                .setCacheWriterFactory(() -> writer));
        Set<String> keys = Set.of("a", "b");

        cache.putAll(Map.of("a", "1", "b", "2"));
        assertThat(cache.getAll(keys)).isEqualTo(Map.of("a", "1", "b", "2"));
        Map<String, EntryProcessorResult<String>> results =
                cache.invokeAll(keys, (entry, arguments) -> entry.getValue());
        assertThat(results.get("a").get()).isEqualTo("1");
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(keys, true, done);
        done.get();
        assertThat(cache.get("a")).isEqualTo("loaded a");
        cache.removeAll(keys);
        assertThat(writer.store).isEmpty();
    }

    @Test
    void aNullAmongTheKeysChangesNothing() {
        Cache<String, String> cache = writeThrough();
        cache.put("a", "1");
        Set<String> keys = new HashSet<>(Arrays.asList("a", null));
        Map<String, String> nullKey = new HashMap<>(Map.of("a", "2"));
        nullKey.put(null, "3");
        Map<String, String> nullValue = new HashMap<>(Map.of("a", "2"));
        nullValue.put("b", null);

        assertThatNullPointerException().isThrownBy(() -> cache.getAll(keys));
        assertThatNullPointerException().isThrownBy(() -> cache.removeAll(keys));
        assertThatNullPointerException().isThrownBy(() -> cache.putAll(nullKey));
        assertThatNullPointerException().isThrownBy(() -> cache.putAll(nullValue));
        assertThatNullPointerException().isThrownBy(() -> cache.loadAll(keys, true, null));
        assertThatNullPointerException()
                .isThrownBy(() -> cache.invokeAll(keys, (entry, arguments) -> {
                    entry.remove();
                    return null;
                }));

        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(writer.bulkWrites).isEmpty();
        assertThat(writer.bulkDeletes).isEmpty();
    }

    private Cache<String, String> readThrough() {
        return create(stringConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> loader));
    }

    private Cache<String, String> writeThrough() {
        return create(stringConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> writer));
    }
}
