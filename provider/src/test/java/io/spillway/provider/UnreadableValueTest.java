package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One value that can't be decoded, here because nothing allows its class, keeps nobody from the others. */
class UnreadableValueTest {
    @TempDir
    Path folder;

    private static final class Foreign implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String text = "foreign";

        @Override
        public String toString() {
            return text;
        }
    }

    private TestManager open() {
        return TestManager.open(
                folder,
                "directory: '" + folder.resolve("files") + "'\n"
                        + "defaults: { heap: 10KB, disk: 32MB, survives: restart, when-unreadable: fail }");
    }

    private static Cache<String, Object> create(TestManager manager) {
        return manager.manager().createCache("cache", new MutableConfiguration<>());
    }

    @Test
    void callsThatReadItFailAndAllOthersWork() {
        try (TestManager manager = open()) {
            Cache<String, Object> cache = create(manager);
            cache.put("good", "1");
            cache.put("bad", new Foreign());
            cache.put("fine", "2");
        }
        try (TestManager manager = open()) {
            Cache<String, Object> cache = create(manager);
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> cache.get("bad"))
                    .withMessageContaining(Foreign.class.getName());
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> cache.getAll(Set.of("good", "bad", "fine")));
            assertThat(cache.getAll(Set.of("good", "fine"))).hasSize(2);
            assertThat(cache.containsKey("bad")).isTrue();
            assertThat(seen(cache)).containsExactlyInAnyOrder("good", "fine", "failed");

            cache.put("bad", "3");
            assertThat(cache.get("bad")).isEqualTo("3");
        }
        try (TestManager manager = open()) {
            Cache<String, Object> cache = create(manager);
            assertThat(cache.remove("bad")).isTrue();
            assertThat(seen(cache)).containsExactlyInAnyOrder("good", "fine");
        }
    }

    /** An iterator that failed goes on behind the entry. */
    private static List<String> seen(Cache<String, Object> cache) {
        List<String> seen = new ArrayList<>();
        Iterator<Cache.Entry<String, Object>> iterator = cache.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return seen;
                }
                seen.add(iterator.next().getKey());
            } catch (CacheException e) {
                seen.add("failed");
            }
        }
    }
}
