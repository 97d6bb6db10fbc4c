package io.spillway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.Session;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.cache.CacheException;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new version of an application reads the sessions of the old one, whose class for the cart is another. */
class SessionObjectsTest {
    private static final String CLASS = "shop.Cart";
    private static final List<String> ALLOW = List.of("shop.**");

    @TempDir
    Path folder;

    private URLClassLoader version(String field) throws Exception {
        Path output = Files.createTempDirectory(folder, "version");
        if (!field.isEmpty()) {
            Path source = Files.createDirectories(output.resolve("shop")).resolve("Cart.java");
            Files.writeString(source, """
                package shop;
                public class Cart implements java.io.Serializable {
                    private static final long serialVersionUID = 1L;
                    %s
                    public String toString() { return "cart " + items; }
                }
                """.formatted(field));
            int result = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-proc:none", "-d", output.toString(), source.toString());
            assertThat(result).isZero();
        }
        return new URLClassLoader(new URL[] {output.toUri().toURL()}, SessionObjects.class.getClassLoader());
    }

    private static SessionObjects objects(ClassLoader loader, List<String> allow, WhenObjectUnreadable what) {
        return new SessionObjects("web", loader, allow, what);
    }

    private static Session session(SessionObjects objects, ClassLoader loader) throws Exception {
        Object cart = loader.loadClass(CLASS).getConstructor().newInstance();
        Session session = Session.builder("id", Instant.EPOCH).put("page", 7).build();
        return objects.put(objects.put(session, "cart", cart), "language", "en");
    }

    @ParameterizedTest
    @EnumSource
    void oneThatCannotBeReadCostsNoOther(WhenObjectUnreadable what) throws Exception {
        try (URLClassLoader before = version("public String items = \"apples\";");
                URLClassLoader after = version("")) {
            SessionObjects old = objects(before, ALLOW, what);
            Session session = session(old, before);
            assertThat(old.get(session, "cart")).hasToString("Optional[cart apples]");
            SessionObjects now = objects(after, ALLOW, what);
            assertThat(now.get(session, "language")).contains("en");
            if (what == WhenObjectUnreadable.FAIL) {
                assertThatExceptionOfType(CacheException.class)
                        .isThrownBy(() -> now.open(session))
                        .withMessageContaining("The attribute 'cart' of a session of 'web' can't be read")
                        .withMessageContaining(CLASS);
                return;
            }
            SessionObjects.Opened opened = now.open(session);
            assertThat(opened.objects()).containsOnlyKeys("language");
            assertThat(opened.session().get("page")).isEqualTo(7L);
            Session written = now.put(opened.session(), "language", "fr");
            assertThat(now.unreadable()).isEqualTo(1);
            // Back to the old version
            boolean isKept = what == WhenObjectUnreadable.KEEP;
            assertThat(objects(before, ALLOW, what).get(written, "cart").isPresent())
                    .isEqualTo(isKept);
        }
    }

    @Test
    void aFieldMoreOrLessCostsNothing() throws Exception {
        try (URLClassLoader before = version("public String items = \"apples\"; public int count = 3;");
                URLClassLoader after = version("public String items; public String owner;")) {
            Session session = session(objects(before, ALLOW, WhenObjectUnreadable.FAIL), before);
            assertThat(objects(after, ALLOW, WhenObjectUnreadable.FAIL).get(session, "cart"))
                    .hasToString("Optional[cart apples]");
        }
    }

    @Test
    void noClassIsReadThatNobodyAllowed() throws Exception {
        try (URLClassLoader loader = version("public String items = \"apples\";")) {
            Session session = session(objects(loader, List.of(), WhenObjectUnreadable.FAIL), loader);
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> objects(loader, List.of(), WhenObjectUnreadable.FAIL)
                            .open(session))
                    .withMessageContaining(CLASS)
                    .withMessageContaining("allow");
        }
    }

    @Test
    void whatCannotBeEncodedIsRefused() {
        SessionObjects objects = objects(getClass().getClassLoader(), ALLOW, WhenObjectUnreadable.DROP);
        Session session = Session.builder("id", Instant.EPOCH).build();
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> objects.put(session, "thread", new Thread()))
                .withMessageContaining("The attribute 'thread'");
        assertThat(objects.open(session).session()).isSameAs(session);
        assertThat(objects.remove(objects.put(session, "a", "b"), "a")).isEqualTo(session);
    }
}
