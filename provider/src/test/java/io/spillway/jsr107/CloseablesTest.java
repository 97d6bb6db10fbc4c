package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.Cache;
import javax.cache.configuration.Factory;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the user gave to a cache, and can be closed, is closed with it: once. */
@ParameterizedClass
@EnumSource(Tiers.class)
class CloseablesTest extends JCacheTest {
    private static final String[] PARTS = {"loader", "writer", "expiry", "listener", "filter"};
    private static final String[] FACTORIES = {
        "loader factory", "writer factory", "expiry factory", "listener factory", "filter factory"
    };

    private final List<String> closed = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    CloseablesTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void closingACacheClosesItsParts() {
        Cache<String, String> cache = create(configuration());
        cache.put("a", "1");

        cache.close();
        cache.close();

        assertThat(closed).containsOnlyOnce(PARTS);
    }

    @Test
    void destroyingACacheClosesItsParts() {
        create(configuration());

        manager.destroyCache("cache");

        assertThat(closed).containsOnlyOnce(PARTS);
    }

    @Test
    void closingAManagerClosesThePartsOfItsCaches() {
        create(configuration());

        manager.close();

        assertThat(closed).containsOnlyOnce(PARTS);
    }

    @Test
    void aPartThatFailsToCloseKeepsNobodyElseOpen() {
        Cache<String, String> cache = create(configuration());
        failing = true;

        Throwable thrown = catchThrowable(cache::close);

        assertThat(thrown)
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        some -> assertThat(some).isInstanceOf(javax.cache.CacheException.class));
        assertThat(cache.isClosed()).isTrue();
        assertThat(closed).containsOnlyOnce(PARTS);
        assertThat(manager.getCacheNames()).isEmpty();
        failing = false;
    }

    @Test
    void closingACacheClosesItsFactories() {
        create(configuration()).close();

        assertThat(closed).containsOnlyOnce(FACTORIES);
    }

    private MutableConfiguration<String, String> configuration() {
        return stringConfiguration()
                .setReadThrough(true)
                .setWriteThrough(true)
                .setCacheLoaderFactory(new Made<>("loader factory", () -> new Loader()))
                .setCacheWriterFactory(new Made<>("writer factory", () -> new Writer()))
                .setExpiryPolicyFactory(new Made<ExpiryPolicy>("expiry factory", () -> new Expiry()))
                .addCacheEntryListenerConfiguration(new MutableCacheEntryListenerConfiguration<>(
                        new Made<>("listener factory", () -> new Listener()),
                        new Made<>("filter factory", () -> new Filter()),
                        false,
                        true));
    }

    private void close(String what) throws IOException {
        closed.add(what);
        if (failing) {
            throw new IOException(what + " does not close");
        }
    }

    private final class Made<T> implements Factory<T>, Closeable {
        private static final long serialVersionUID = 1L;

        private final transient String name;
        private final transient Factory<T> maker;

        private Made(String name, Factory<T> maker) {
            this.name = name;
            this.maker = maker;
        }

        @Override
        public T create() {
            return maker.create();
        }

        @Override
        public void close() throws IOException {
            CloseablesTest.this.close(name);
        }
    }

    private final class Loader extends RecordingLoader implements Closeable {
        @Override
        public void close() throws IOException {
            CloseablesTest.this.close("loader");
        }
    }

    private final class Writer extends RecordingWriter implements Closeable {
        @Override
        public void close() throws IOException {
            CloseablesTest.this.close("writer");
        }
    }

    private final class Expiry implements ExpiryPolicy, Closeable {
        private final ExpiryPolicy eternal = new EternalExpiryPolicy();

        @Override
        public Duration getExpiryForCreation() {
            return eternal.getExpiryForCreation();
        }

        @Override
        public Duration getExpiryForAccess() {
            return eternal.getExpiryForAccess();
        }

        @Override
        public Duration getExpiryForUpdate() {
            return eternal.getExpiryForUpdate();
        }

        @Override
        public void close() throws IOException {
            CloseablesTest.this.close("expiry");
        }
    }

    private final class Listener implements CacheEntryCreatedListener<String, String>, Closeable {
        @Override
        public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
            // what it hears is of no interest here
        }

        @Override
        public void close() throws IOException {
            CloseablesTest.this.close("listener");
        }
    }

    private final class Filter implements CacheEntryEventFilter<String, String>, Closeable {
        @Override
        public boolean evaluate(CacheEntryEvent<? extends String, ? extends String> event) {
            return true;
        }

        @Override
        public void close() throws IOException {
            CloseablesTest.this.close("filter");
        }
    }
}
