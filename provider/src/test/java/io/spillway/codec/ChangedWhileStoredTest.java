package io.spillway.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A value that another thread changes while it is put is stored as something that can be read, or refused; and the JVM goes on.
 * Another JVM does it, as this one would not live to tell.
 */
@SuppressWarnings({
    "EnumOrdinal",
    "ImmutableEnumChecker",
    "JdkObsolete",
    "NonApiType",
    "UnnecessaryStringBuilder",
    "UnusedVariable"
}) // values are of all kinds, and change
class ChangedWhileStoredTest {
    @TempDir
    Path folder;

    @Test
    void isStoredReadableOrRefused() throws Exception {
        Path log = folder.resolve("log");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ErrorFile=" + folder.resolve("crash"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(child.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        String output = Files.readString(log, UTF_8);
        assertThat(child.exitValue()).as(output).isZero();
        for (Kind kind : Kind.values()) {
            assertThat(output).contains(kind + " read");
        }
    }

    /** Something that changes, what it begins as, and one change. */
    private enum Kind {
        TEXTS(new ArrayList<>(List.of("a")), value -> change(value, "text")),
        OBJECTS(new ArrayList<>(List.of("a")), value -> change(value, any())),
        LINKED(new LinkedList<>(List.of("a")), value -> change(value, any())),
        DEQUE(new ArrayDeque<>(List.of("a")), value -> change(value, "text")),
        VECTOR(new Vector<>(List.of("a")), value -> change(value, any())),
        SET(new HashSet<>(List.of("a")), value -> change(value, RANDOM.nextInt(100))),
        LINKED_SET(new LinkedHashSet<>(List.of("a")), value -> change(value, any())),
        TREE_SET(new TreeSet<>(List.of("a")), value -> change(value, "k" + RANDOM.nextInt(100))),
        ENUM_SET(EnumSet.of(TimeUnit.DAYS), value -> change(value, TimeUnit.values()[RANDOM.nextInt(7)])),
        JUMBO_SET(EnumSet.of(Many.A0), value -> change(value, Many.values()[RANDOM.nextInt(70)])),
        MAP(new HashMap<>(), Kind::changeMap),
        LINKED_MAP(new LinkedHashMap<>(), Kind::changeMap),
        TREE_MAP(new TreeMap<>(), Kind::changeMap),
        ENUM_MAP(new EnumMap<>(TimeUnit.class), value -> changeEnumMap(value, TimeUnit.values()[RANDOM.nextInt(7)])),
        STRING_ARRAY(new String[5], value -> ((Object[]) value)[RANDOM.nextInt(5)] = orNull("text")),
        OBJECT_ARRAY(new Object[5], value -> ((Object[]) value)[RANDOM.nextInt(5)] = orNull(any())),
        OWN_ARRAY(new Thing[5], value -> ((Object[]) value)[RANDOM.nextInt(5)] = orNull(thing())),
        AS_LIST(Arrays.asList(new Object[5]), value -> set(value, orNull(any()))),
        BUILDER(new StringBuilder(), Kind::changeText);

        private final Object value;
        private final Consumer<Object> change;

        Kind(Object value, Consumer<Object> change) {
            this.value = value;
            this.change = change;
        }

        private static Object any() {
            return switch (RANDOM.nextInt(4)) {
                case 0 -> "text";
                case 1 -> 5;
                case 2 -> new Other(1.5);
                default -> thing();
            };
        }

        private static Thing thing() {
            return RANDOM.nextBoolean() ? new Thing("a name") : new Special("another", new long[3]);
        }

        private static Object orNull(Object object) {
            return RANDOM.nextBoolean() ? object : null;
        }

        @SuppressWarnings("unchecked")
        private static void change(Object value, Object element) {
            Collection<Object> collection = (Collection<Object>) value;
            if (collection.size() > 20) {
                collection.clear();
            } else if (!(collection instanceof List) || RANDOM.nextInt(3) > 0) {
                collection.add(element);
            } else {
                collection.add(value instanceof Vector ? element : null);
            }
        }

        @SuppressWarnings("unchecked")
        private static void set(Object value, Object element) {
            ((List<Object>) value).set(RANDOM.nextInt(5), element);
        }

        @SuppressWarnings("unchecked")
        private static void changeMap(Object value) {
            Map<String, Object> map = (Map<String, Object>) value;
            if (map.size() > 20) {
                map.clear();
            } else {
                map.put("key " + RANDOM.nextInt(100), orNull(any()));
            }
        }

        @SuppressWarnings("unchecked")
        private static void changeEnumMap(Object value, TimeUnit key) {
            Map<TimeUnit, Object> map = (Map<TimeUnit, Object>) value;
            if (RANDOM.nextBoolean()) {
                map.put(key, any());
            } else {
                map.remove(key);
            }
        }

        private static void changeText(Object value) {
            StringBuilder text = (StringBuilder) value;
            if (text.length() > 1_000) {
                text.setLength(0);
                text.trimToSize();
            } else {
                text.append(RANDOM.nextInt(5) == 0 ? "ā" : "more");
            }
        }
    }

    private static final Random RANDOM = new Random();

    private enum Many {
        A0,
        A1,
        A2,
        A3,
        A4,
        A5,
        A6,
        A7,
        A8,
        A9,
        B0,
        B1,
        B2,
        B3,
        B4,
        B5,
        B6,
        B7,
        B8,
        B9,
        C0,
        C1,
        C2,
        C3,
        C4,
        C5,
        C6,
        C7,
        C8,
        C9,
        D0,
        D1,
        D2,
        D3,
        D4,
        D5,
        D6,
        D7,
        D8,
        D9,
        E0,
        E1,
        E2,
        E3,
        E4,
        E5,
        E6,
        E7,
        E8,
        E9,
        F0,
        F1,
        F2,
        F3,
        F4,
        F5,
        F6,
        F7,
        F8,
        F9,
        G0,
        G1,
        G2,
        G3,
        G4,
        G5,
        G6,
        G7,
        G8,
        G9
    }

    private static class Thing implements Serializable {
        private static final long serialVersionUID = 1L;

        final String name;

        Thing(String name) {
            this.name = name;
        }
    }

    private static final class Special extends Thing {
        private static final long serialVersionUID = 1L;

        final long[] numbers;

        Special(String name, long[] numbers) {
            super(name);
            this.numbers = numbers;
        }
    }

    private record Other(double number) implements Serializable {}

    private record Value(Object before, Object changing, Object after) implements Serializable {}

    /** Run in a JVM of its own. */
    static final class Child {
        private static final int ROUNDS = 4_000;

        private Child() {}

        /** Puts each kind many times, while another thread changes it. */
        public static void main(String[] args) throws Exception {
            ClassLoader loader = Child.class.getClassLoader();
            ClassPolicy policy = new ClassPolicy("cache", List.of(), List.of());
            PayloadCodec codec = new PayloadCodec(new ObjectCodec(loader, policy), new JavaCodec(loader, policy));
            for (Kind kind : Kind.values()) {
                Thread changer = new Thread(() -> changeUntilInterrupted(kind));
                changer.setDaemon(true);
                changer.start();
                int read = 0;
                for (int i = 0; i < ROUNDS; i++) {
                    read += isRead(codec, new Value("before", kind.value, "after")) ? 1 : 0;
                }
                changer.interrupt();
                changer.join();
                // One that nobody changes is always stored.
                System.out.println(
                        isRead(codec, new Value("before", kind.value, "after")) ? kind + " read" : "refused");
                System.out.println(read + " of " + ROUNDS);
            }
        }

        private static void changeUntilInterrupted(Kind kind) {
            while (!Thread.currentThread().isInterrupted()) {
                kind.change.accept(kind.value);
            }
        }

        private static boolean isRead(PayloadCodec codec, Value value) {
            byte[] bytes;
            try {
                bytes = codec.encode(value);
            } catch (CodecException e) {
                return false;
            }
            Value copy = (Value) codec.decode(bytes);
            if (!copy.before.equals("before") || !copy.after.equals("after")) {
                throw new AssertionError("What is beside it was harmed");
            }
            return true;
        }
    }
}
