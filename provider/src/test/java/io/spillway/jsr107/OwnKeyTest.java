package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Code that the cache calls for one key may not call the cache for that key: it is told so, rather than wait for ever. */
@ParameterizedClass
@EnumSource(Tiers.class)
@Timeout(60)
class OwnKeyTest extends JCacheTest {
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();
    private final AtomicReference<Cache<String, String>> cache = new AtomicReference<>();

    OwnKeyTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void aProcessorIsTold() {
        Cache<String, String> strings = strings();
        strings.put("other", "1");

        strings.invoke("own", (entry, arguments) -> {
            assertThat(strings.get("other")).isEqualTo("1");
            thrown.set(catchThrowable(() -> strings.get("own")));
            entry.setValue("2");
            return null;
        });
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        strings.invoke("own", (entry, arguments) -> {
            thrown.set(catchThrowable(() -> strings.put("own", "3")));
            return null;
        });
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        assertThat(strings.get("own")).isEqualTo("2");
    }

    @Test
    void aLoaderIsTold() {
        cache.set(create(stringConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> new RecordingLoader() {
            @Override
            public String load(String key) {
                thrown.set(catchThrowable(() -> cache.get().get(key)));
                return "loaded";
            }
        })));

        assertThat(cache.get().get("own")).isEqualTo("loaded");
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        assertThat(cache.get().get("own")).isEqualTo("loaded");
    }

    @Test
    void aLoaderThatPassesItOnFailsAsLoadersDo() {
        cache.set(create(stringConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> new RecordingLoader() {
            @Override
            public String load(String key) {
                return cache.get().get(key);
            }
        })));

        assertThat(catchThrowable(() -> cache.get().get("own"))).hasRootCauseInstanceOf(IllegalStateException.class);
        cache.get().put("own", "put");
        assertThat(cache.get().get("own")).as("no lock stayed").isEqualTo("put");
    }

    @Test
    void aWriterIsTold() {
        cache.set(create(stringConfiguration().setWriteThrough(true).setCacheWriterFactory(() -> new RecordingWriter() {
            @Override
            public void write(Cache.Entry<? extends String, ? extends String> entry) {
                thrown.set(catchThrowable(() -> cache.get().getAll(Set.of(entry.getKey()))));
            }
        })));

        cache.get().put("own", "1");

        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        assertThat(cache.get().get("own")).isEqualTo("1");
    }
}
