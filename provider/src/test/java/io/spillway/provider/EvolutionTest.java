package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.CacheTiers;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.CacheManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of entries whose class has changed between the run that wrote them and the run that reads them. */
class EvolutionTest {
    private static final String BEFORE =
            "public String name = \"none\"; public int count; public List<String> tags = null;";

    @TempDir
    Path folder;

    /** A change, with what the codecs make of it: what {@code toString} of the value says then, or a miss. */
    record Change(
            String name,
            String before,
            String after,
            @Nullable String object,
            @Nullable String json,
            @Nullable String java) {
        @Nullable String expected(String codec) {
            return switch (codec) {
                case "object" -> object;
                case "json" -> json;
                default -> java;
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String FILLED =
            " public void fill() { name = \"Zoë\"; count = 5; tags = new ArrayList<>(List.of(\"a\")); }";

    private static final String A_AND_B = "public static class A implements java.io.Serializable { public int a; }"
            + " public static class B implements java.io.Serializable { public int a; } ";

    private static final List<Change> CHANGES = List.of(
            new Change(
                    "a field was added",
                    BEFORE + FILLED,
                    BEFORE + " public String more; public String toString() { return name + count + tags + more; }",
                    "Zoë5[a]null",
                    "Zoë5[a]null",
                    "Zoë5[a]null"),
            new Change(
                    "a field was removed",
                    BEFORE + FILLED,
                    "public String name; public int count; public String toString() { return name + count; }",
                    "Zoë5",
                    "Zoë5",
                    "Zoë5"),
            new Change(
                    "a field has another name, and an alias",
                    BEFORE + FILLED,
                    "@com.fasterxml.jackson.annotation.JsonAlias(\"name\") public String title; public int count;"
                            + " public String toString() { return title + count; }",
                    "null5",
                    "Zoë5",
                    "null5"),
            new Change(
                    "a number became wider",
                    BEFORE + FILLED,
                    "public String name; public long count; public String toString() { return name + count; }",
                    "Zoë5",
                    "Zoë5",
                    null),
            new Change(
                    "a number became a text",
                    BEFORE + FILLED,
                    "public String name; public String count; public String toString() { return name + count; }",
                    "Zoë5",
                    "Zoë5",
                    null),
            new Change(
                    "a text became a number",
                    BEFORE + FILLED,
                    "public int name; public int count; public String toString() { return \"\" + name + count; }",
                    null,
                    null,
                    null),
            new Change(
                    "a list became a map",
                    BEFORE + FILLED,
                    "public String name; public Map<String, String> tags; public String toString() { return name + tags; }",
                    null,
                    null,
                    null),
            new Change(
                    "anything became a text",
                    "public String name; public Object any; public void fill() { name = \"Zoë\"; any = new ArrayList<>(List.of(1)); }",
                    "public String name; public String any; public String toString() { return name + any; }",
                    null,
                    null,
                    null),
            new Change(
                    "a constant of an enum has gone",
                    "public enum Kind { A, B } public Kind kind; public void fill() { kind = Kind.B; }",
                    "public enum Kind { A, C } public Kind kind; public String toString() { return \"\" + kind; }",
                    null,
                    null,
                    null),
            new Change(
                    "the constants of an enum have another order",
                    "public enum Kind { A, B } public Kind kind; public void fill() { kind = Kind.B; }",
                    "public enum Kind { B, A } public Kind kind; public String toString() { return \"\" + kind; }",
                    "B",
                    "B",
                    "B"),
            new Change(
                    "a number has outgrown its field",
                    "public long count; public void fill() { count = 5_000_000_000L; }",
                    "public int count; public String toString() { return \"\" + count; }",
                    null,
                    null,
                    null),
            new Change(
                    "a number in a text became a number",
                    "public String count; public void fill() { count = \"12\"; }",
                    "public int count; public String toString() { return \"\" + count; }",
                    "12",
                    null,
                    null),
            new Change(
                    "a null became a primitive",
                    "public Integer count; public void fill() { count = null; }",
                    "public int count = 3; public String toString() { return \"\" + count; }",
                    "0",
                    null,
                    null),
            new Change(
                    "a long became a double",
                    "public long count; public void fill() { count = 9007199254740993L; }",
                    "public double count; public String toString() { return \"\" + (long) count; }",
                    null,
                    "9007199254740992",
                    null),
            new Change(
                    "a time of day has gone",
                    "public java.time.LocalDateTime at; public void fill() { at = java.time.LocalDateTime.of(2020, 1, 1, 1, 1); }",
                    "public java.time.LocalDate at; public String toString() { return \"\" + at; }",
                    null,
                    "2020-01-01",
                    null),
            new Change(
                    "bytes became a text",
                    "public byte[] bytes; public void fill() { bytes = new byte[] {1, 2}; }",
                    "public String bytes; public String toString() { return bytes; }",
                    null,
                    "AQI=",
                    null),
            new Change(
                    "a list became a set",
                    "public List<String> tags; public void fill() { tags = new ArrayList<>(List.of(\"b\", \"a\", \"b\")); }",
                    "public java.util.Set<String> tags; public String toString() { return \"\" + tags; }",
                    null,
                    "[b, a]",
                    null),
            new Change(
                    "an array has wider elements",
                    "public int[] counts; public void fill() { counts = new int[] {1, 2}; }",
                    "public long[] counts; public String toString() { return java.util.Arrays.toString(counts); }",
                    null,
                    "[1, 2]",
                    null),
            new Change(
                    "a list of objects is one of another class",
                    A_AND_B + "public List<A> all; public void fill() { all = new ArrayList<>(List.of(new A())); }",
                    A_AND_B + "public List<B> all; public String toString() { Object first = ((List<?>) all).get(0);"
                            + " return first.getClass().getSimpleName(); }",
                    "A",
                    "B",
                    "A"),
            new Change(
                    "a nested class has another name",
                    "public static class M implements java.io.Serializable { public int a; }"
                            + " public M m; public void fill() { m = new M(); m.a = 4; }",
                    "public static class N implements java.io.Serializable { public int a; }"
                            + " public N m; public String toString() { return \"\" + m.a; }",
                    null,
                    "4",
                    null),
            new Change(
                    "a record has its components in another order, and one more",
                    "public record R(int a, String b) implements java.io.Serializable {}"
                            + " public R r; public void fill() { r = new R(4, \"b\"); }",
                    "public record R(String b, String c, int a) implements java.io.Serializable {}"
                            + " public R r; public String toString() { return r.a() + r.b() + r.c(); }",
                    "4bnull",
                    "4bnull",
                    "4bnull"),
            new Change(
                    "a record has a primitive component more",
                    "public record R(int a) implements java.io.Serializable {}"
                            + " public R r; public void fill() { r = new R(4); }",
                    "public record R(int a, long b) implements java.io.Serializable {}"
                            + " public R r; public String toString() { return r.a() + \" \" + r.b(); }",
                    "4 0",
                    null,
                    "4 0"),
            new Change("the class has gone", BEFORE + FILLED, "", null, null, null));

    static List<Arguments> changes() {
        List<Arguments> all = new ArrayList<>();
        for (String codec : List.of("object", "json", "java")) {
            for (Change change : CHANGES) {
                all.add(Arguments.of(codec, change));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("changes")
    void isReadWhereItCanBeElseAMissAndKept(String codec, Change change) throws Exception {
        URI uri = configure(codec, "miss");
        ClassVersions versions = new ClassVersions(folder);
        try (URLClassLoader before = versions.load(change.before());
                URLClassLoader after = versions.load(change.after().isEmpty() ? null : change.after())) {
            write(uri, before);
            if (change.after().isEmpty()) {
                // Declared types that are missing are an error of their own; so are they here.
                assertThatExceptionOfType(CacheException.class).isThrownBy(() -> read(uri, after));
            } else {
                assertThat(read(uri, after)).isEqualTo(change.expected(codec));
            }
            // An application that went back finds what it wrote.
            assertThat(count(uri, before)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"object", "json", "java"})
    void orAnError(String codec) throws Exception {
        URI uri = configure(codec, "fail");
        Change change = CHANGES.stream()
                .filter(one -> one.name().equals("a list became a map"))
                .findAny()
                .orElseThrow();
        ClassVersions versions = new ClassVersions(folder);
        try (URLClassLoader before = versions.load(change.before());
                URLClassLoader after = versions.load(change.after())) {
            write(uri, before);
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> read(uri, after))
                    .withMessageContaining("Map");
        }
    }

    static List<Arguments> pairs() {
        List<Arguments> all = new ArrayList<>();
        for (String writer : List.of("object", "json", "java")) {
            for (String reader : List.of("object", "json", "java")) {
                all.add(Arguments.of(writer, reader));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachCodecReadsWhatAnotherWrote(String writer, String reader) throws Exception {
        try (URLClassLoader loader = new ClassVersions(folder)
                .load(BEFORE + FILLED + " public String toString() { return name + count + tags; }")) {
            write(configure(writer, "miss"), loader);
            assertThat(read(configure(reader, "miss"), loader)).isEqualTo("Zoë5[a]");
        }
    }

    @Test
    void whatIsWrittenTakesThePlaceOfWhatCantBeRead() throws Exception {
        URI uri = configure("object", "miss");
        ClassVersions versions = new ClassVersions(folder);
        try (URLClassLoader before = versions.load(BEFORE + FILLED);
                URLClassLoader after = versions.load("public int name;")) {
            write(uri, before);
            try (CacheManager manager = new SpillwayCachingProvider().getCacheManager(uri, after)) {
                Cache<String, Object> cache = manager.getCache("profiles");
                assertThat(cache.containsKey("key")).isFalse();
                assertThat(cache.iterator().hasNext()).isFalse();
                assertThat(cache.replace("key", instance(after))).isFalse();
                assertThat(cache.putIfAbsent("key", instance(after))).isTrue();
                assertThat(cache.get("key")).isNotNull();
                assertThat(cache.getAndRemove("key")).isNotNull();
                assertThat(cache.containsKey("key")).isFalse();
            }
        }
    }

    private static final String KEY_BEFORE = "public String name; public String extra;"
            + " public void fill(String text) { name = text; extra = text.equals(\"good\") ? \"there\" : null; }"
            + " public int hashCode() { return 7; }"
            + " public boolean equals(Object other) { return other instanceof Profile p && p.name.equals(name); }";

    private static String keyAfter(String hashCode, String equals) {
        return "public String name; public String extra;"
                + " public void fill(String text) { name = text; extra = \"there\"; }"
                + " public int hashCode() { return " + hashCode + "; }"
                + " public boolean equals(Object other) { return other instanceof Profile p && " + equals + "; }";
    }

    static List<Arguments> keys() {
        List<Arguments> all = new ArrayList<>();
        for (String codec : List.of("object", "json", "java")) {
            for (String survives : List.of("restart", "crash", "nothing")) {
                all.add(Arguments.of(codec, survives, keyAfter("extra.hashCode()", "p.name.equals(name)")));
                all.add(Arguments.of(
                        codec, survives, keyAfter("extra.hashCode()", "p.name.equals(name) && extra.length() > 0")));
                all.add(
                        Arguments.of(
                                codec,
                                survives,
                                keyAfter("deep(name)", "true")
                                        + " static int deep(String name) { return name.equals(\"bad\") ? 1 + deep(name) : 7; }"));
                all.add(Arguments.of(
                        codec,
                        survives,
                        keyAfter("broken(name)", "p.name.equals(name)")
                                + " static int broken(String name) { if (name.equals(\"bad\")) throw new NoClassDefFoundError();"
                                + " return 7; }"));
            }
        }
        return all;
    }

    /** Of a key whose class fails on it nobody can ask for the value; the others are there. */
    @ParameterizedTest
    @MethodSource("keys")
    void aKeyThatFailsIsMissingAlone(String codec, String survives, String after) throws Exception {
        URI uri = configureKeys(codec, survives);
        ClassVersions versions = new ClassVersions(folder);
        try (URLClassLoader before = versions.load(KEY_BEFORE);
                URLClassLoader later = versions.load(after)) {
            try (CacheManager manager = new SpillwayCachingProvider().getCacheManager(uri, before)) {
                Cache<Object, String> cache = manager.getCache("byProfile");
                cache.put(key(before, "bad"), "lost");
                cache.put(key(before, "good"), "kept");
            }
            try (CacheManager manager = new SpillwayCachingProvider().getCacheManager(uri, later)) {
                Cache<Object, String> cache = manager.getCache("byProfile");
                assertThat(cache.get(key(later, "good"))).isEqualTo("kept");
                List<String> values = new ArrayList<>();
                cache.forEach(entry -> values.add(entry.getValue()));
                assertThat(values).containsExactly("kept");
                cache.put(key(later, "good"), "anew");
                assertThat(cache.get(key(later, "good"))).isEqualTo("anew");
            }
        }
    }

    private static Object key(ClassLoader loader, String text) throws Exception {
        Object key = instance(loader);
        key.getClass().getMethod("fill", String.class).invoke(key, text);
        return key;
    }

    private URI configureKeys(String codec, String survives) throws IOException {
        String kept = survives.equals("nothing") ? "checkpoint: { every: 1h, keep: 3 }" : "survives: " + survives;
        return Files.writeString(folder.resolve("keys.yaml"), """
                        directory: %s
                        caches:
                          byProfile:
                            key: deployed.Profile
                            value: java.lang.String
                            %s
                            disk: 8MB
                            codec: %s
                        """.formatted(folder.resolve("data"), kept, codec))
                .toUri();
    }

    private URI configure(String codec, String whenUnreadable) throws IOException {
        return Files.writeString(
                        folder.resolve("spillway.yaml"), """
                        directory: %s
                        caches:
                          profiles:
                            key: java.lang.String
                            value: deployed.Profile
                            survives: restart
                            disk: 8MB
                            codec: %s
                            when-unreadable: %s
                        """.formatted(folder.resolve("data"), codec, whenUnreadable))
                .toUri();
    }

    private static Object instance(ClassLoader loader) throws Exception {
        return loader.loadClass(ClassVersions.NAME).getConstructor().newInstance();
    }

    private static void write(URI uri, ClassLoader loader) throws Exception {
        Object profile = instance(loader);
        profile.getClass().getMethod("fill").invoke(profile);
        try (CacheManager manager = new SpillwayCachingProvider().getCacheManager(uri, loader)) {
            manager.getCache("profiles").put("key", profile);
        }
    }

    private static @Nullable String read(URI uri, ClassLoader loader) {
        try (CacheManager manager = new SpillwayCachingProvider().getCacheManager(uri, loader)) {
            Cache<String, Object> cache = manager.getCache("profiles");
            Object value = cache.get("key");
            CacheTiers tiers = cache.unwrap(CacheTiers.class);
            assertThat(tiers.unreadable()).isEqualTo(value == null ? 1 : 0);
            assertThat(tiers.misses()).isEqualTo(value == null ? 1 : 0);
            return value == null ? null : value.toString();
        }
    }

    private static int count(URI uri, ClassLoader loader) {
        int count = 0;
        try (CacheManager manager = new SpillwayCachingProvider().getCacheManager(uri, loader)) {
            for (Cache.Entry<Object, Object> entry : manager.getCache("profiles")) {
                assertThat(entry.getValue()).isNotNull();
                count++;
            }
        }
        return count;
    }
}
