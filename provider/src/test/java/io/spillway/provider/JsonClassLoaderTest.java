package io.spillway.provider;

import static org.awaitility.Awaitility.await;

import io.spillway.codec.ClassPolicy;
import io.spillway.codec.JsonCodec;
import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is taken away is forgotten, whatever libraries it shared with others. */
class JsonClassLoaderTest {
    @TempDir
    Path folder;

    @Test
    void holdsNoClassOfACacheThatIsGone() throws Exception {
        WeakReference<ClassLoader> loader = use();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private WeakReference<ClassLoader> use() throws Exception {
        try (URLClassLoader loader = new ClassVersions(folder).load("public String name; public List<Profile> more;")) {
            Class<?> type = loader.loadClass(ClassVersions.NAME);
            JsonCodec codec =
                    new JsonCodec(loader, new ClassPolicy("cache", List.of(type), List.of()), String.class, type);
            byte[] bytes = codec.encode(type.getConstructor().newInstance());
            codec.decode(bytes, 0, bytes.length);
            return new WeakReference<>(loader);
        }
    }
}
