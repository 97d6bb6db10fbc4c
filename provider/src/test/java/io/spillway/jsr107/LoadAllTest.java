package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.integration.CacheLoaderException;
import javax.cache.integration.CompletionListenerFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a CompletionListener hears. */
@ParameterizedClass
@EnumSource(Tiers.class)
class LoadAllTest extends JCacheTest {
    LoadAllTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void anErrorOfTheLoaderReachesTheListener() throws Exception {
        IllegalStateException failure = new IllegalStateException("away");
        Cache<String, String> cache = create(stringConfiguration().setCacheLoaderFactory(() -> new RecordingLoader() {
            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                throw failure;
            }
        }));
        CompletionListenerFuture done = new CompletionListenerFuture();

        cache.loadAll(Set.of("a"), true, done);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .withCauseInstanceOf(CacheLoaderException.class)
                .satisfies(e -> assertThat(e.getCause().getCause()).isSameAs(failure));
        assertThat(cache.containsKey("a")).isFalse();
    }

    /** A loader may take out of the keys what it has done, as writers must, and may know more than it was asked for. */
    @Test
    void aLoaderMayDoWithTheKeysWhatItLikes() throws Exception {
        Cache<String, String> cache =
                create(stringConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> new RecordingLoader() {
                    @Override
                    @SuppressWarnings({"unchecked", "rawtypes"})
                    public Map<String, String> loadAll(Iterable<? extends String> keys) {
                        Map values = new HashMap<>(super.loadAll(keys));
                        for (Iterator<? extends String> i = keys.iterator(); i.hasNext(); ) {
                            i.next();
                            i.remove();
                        }
                        values.put("more", "than asked for");
                        values.put(17, 4);
                        values.put("none", null);
                        values.put(null, null);
                        return values;
                    }
                }));

        assertThat(cache.getAll(Set.of("a", "b", "absent")))
                .containsOnly(Map.entry("a", "loaded a"), Map.entry("b", "loaded b"));
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(Set.of("c", "d", "none"), true, done);
        done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(cache).extracting(Cache.Entry::getKey).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void anErrorThatIsNoExceptionReachesTheListenerToo() {
        Cache<String, String> cache = create(stringConfiguration().setCacheLoaderFactory(() -> new RecordingLoader() {
            @Override
            public Map<String, String> loadAll(Iterable<? extends String> keys) {
                throw new StackOverflowError("in the loader");
            }
        }));
        CompletionListenerFuture done = new CompletionListenerFuture();

        cache.loadAll(Set.of("a"), true, done);

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .withRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void withoutALoaderOrWithoutKeysTheListenerHearsThatItIsDone() throws Exception {
        Cache<String, String> cache = strings();
        CompletionListenerFuture withoutLoader = new CompletionListenerFuture();
        cache.loadAll(Set.of("a"), true, withoutLoader);
        withoutLoader.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        CompletionListenerFuture withoutKeys = new CompletionListenerFuture();
        cache.loadAll(Set.of(), true, withoutKeys);
        withoutKeys.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aListenerIsNotNeeded() {
        RecordingLoader loader = new RecordingLoader();
        Cache<String, String> cache = create(stringConfiguration().setCacheLoaderFactory(() -> loader));

        cache.loadAll(Set.of("a"), true, null);

        await().atMost(PATIENCE).until(() -> cache.containsKey("a"));
    }
}
