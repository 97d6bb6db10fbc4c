package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Of random graphs of objects, the codec {@code object} gives back what Java serialization gives back. */
@SuppressWarnings({
    "serial", // what is in the fields is serializable, whatever they are declared as
    "EnumOrdinal",
    "HidingField",
    "IdentityHashMapUsage",
    "JavaUtilDate",
    "JdkObsolete",
    "UnusedVariable"
}) // people's classes are of all kinds
class ObjectFidelityTest {
    private static final ClassLoader LOADER = ObjectFidelityTest.class.getClassLoader();

    private final PayloadCodec object = payloads(new ObjectCodec(LOADER, policy()), new JavaCodec(LOADER, policy()));
    private final PayloadCodec java = payloads(new JavaCodec(LOADER, policy()));

    private static ClassPolicy policy() {
        return new ClassPolicy("cache", List.of(Graph.class), List.of());
    }

    private static PayloadCodec payloads(ValueCodec writer, ValueCodec... others) {
        return new PayloadCodec(writer, others);
    }

    @Property(tries = 2_000)
    void givesBackWhatJavaSerializationGivesBack(@ForAll long seed) {
        Object graph = new Graph(seed).make();
        String expected = Sketch.of(java.copy(graph));
        assertThat(Sketch.of(graph))
                .as("the sketch itself tells apart no more than serialization keeps")
                .isEqualTo(expected);
        assertThat(Sketch.of(object.copy(graph))).isEqualTo(expected);
    }

    /** Another run decodes the same, whatever it has decoded before. */
    @Property(tries = 500)
    void anotherRunReadsTheSame(@ForAll long seed) {
        Object graph = new Graph(seed).make();
        PayloadCodec later = payloads(new ObjectCodec(LOADER, everything()), new JavaCodec(LOADER, everything()));
        assertThat(Sketch.of(later.decode(object.encode(graph)))).isEqualTo(Sketch.of(graph));
    }

    private static ClassPolicy everything() {
        return new ClassPolicy("cache", List.of(Graph.class, ObjectFidelityTest.class), List.of("java.util.**"));
    }

    /** Makes a graph; the same for the same seed. Parts of it are shared, and lead back. */
    private static final class Graph {
        private final Random random;
        private final List<Object> made = new ArrayList<>();

        Graph(long seed) {
            this.random = new Random(seed);
        }

        Object make() {
            return part(4);
        }

        private @Nullable Object orNull(int depth) {
            return random.nextInt(10) == 0 ? null : part(depth);
        }

        private Object part(int depth) {
            if (!made.isEmpty() && random.nextInt(8) == 0) {
                return made.get(random.nextInt(made.size()));
            }
            Object part = depth == 0 || random.nextInt(3) == 0 ? leaf() : container(depth - 1);
            made.add(part);
            return part;
        }

        private Object leaf() {
            return switch (random.nextInt(22)) {
                case 0 -> "text " + random.nextInt(100);
                case 1 -> random.nextInt();
                case 2 -> random.nextLong();
                case 3 -> random.nextDouble();
                case 4 -> random.nextBoolean();
                case 5 -> (char) random.nextInt(0xD800);
                case 6 -> new BigInteger(100, random);
                case 7 -> new BigDecimal(new BigInteger(70, random), random.nextInt(9));
                case 8 -> new UUID(random.nextLong(), random.nextLong());
                case 9 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
                case 10 -> LocalDate.ofEpochDay(random.nextInt(50_000));
                case 11 -> ZonedDateTime.ofInstant(Instant.ofEpochSecond(random.nextInt()), ZoneId.of("Europe/Vienna"));
                case 12 -> Duration.ofNanos(random.nextLong());
                case 13 -> new Date(random.nextLong());
                case 14 -> DayOfWeek.of(1 + random.nextInt(7));
                case 15 -> Shape.values()[random.nextInt(3)];
                case 16 -> new int[] {random.nextInt(), 2};
                case 17 -> new String[] {"a", null, "b" + random.nextInt(5)};
                case 18 -> BitSet.valueOf(new long[] {random.nextLong()});
                case 19 -> new Locale("de", "AT");
                case 20 -> new AtomicLong(random.nextLong());
                default -> new Point(random.nextInt(), "p" + random.nextInt(9));
            };
        }

        private Object container(int depth) {
            return switch (random.nextInt(24)) {
                case 0 -> fill(new ArrayList<>(), depth);
                case 1 -> fill(new LinkedList<>(), depth);
                case 2 -> fill(new CopyOnWriteArrayList<>(), depth);
                case 3 -> map(new HashMap<>(), depth);
                case 4 -> map(new LinkedHashMap<>(), depth);
                case 5 -> map(new LinkedHashMap<>(4, 0.75f, true), depth);
                case 6 -> map(new TreeMap<>(), depth);
                case 7 -> map(new TreeMap<>(Collections.reverseOrder()), depth);
                case 8 -> new HashSet<>(List.of("a" + random.nextInt(9), random.nextInt(9)));
                case 9 -> new LinkedHashSet<>(List.of(random.nextInt(9), "b"));
                case 10 -> new TreeSet<>(List.of("x" + random.nextInt(9), "b"));
                case 11 -> new ArrayDeque<>(List.of(part(depth), part(depth)));
                case 12 -> new Object[] {orNull(depth), orNull(depth)};
                case 13 -> new Serializable[] {"a", random.nextInt()};
                case 14 -> Arrays.asList(orNull(depth), orNull(depth));
                case 15 -> Collections.unmodifiableList(new ArrayList<>(List.of(part(depth))));
                case 16 -> Collections.singletonMap("k", part(depth));
                case 17 -> List.of(part(depth), part(depth));
                case 18 -> Map.of("a", part(depth));
                case 19 -> new EnumMap<>(Map.of(DayOfWeek.MONDAY, part(depth)));
                case 20 -> EnumSet.of(Shape.ROUND, Shape.FLAT);
                case 21 -> new ConcurrentHashMap<>(Map.of("a", part(depth)));
                case 22 -> new Rec(part(depth), random.nextInt(), List.of());
                default -> node(depth);
            };
        }

        private Collection<Object> fill(Collection<Object> collection, int depth) {
            for (int n = random.nextInt(4); n > 0; n--) {
                collection.add(orNull(depth));
            }
            return collection;
        }

        private Map<Object, Object> map(Map<Object, Object> map, int depth) {
            for (int n = random.nextInt(4); n > 0; n--) {
                map.put("key " + random.nextInt(10), part(depth));
            }
            return map;
        }

        private Object node(int depth) {
            Base node = switch (random.nextInt(4)) {
                case 0 -> new Derived();
                case 1 -> new WithTransient();
                case 2 -> new WithHooks();
                default -> new Base();
            };
            made.add(node);
            node.number = random.nextInt();
            node.any = orNull(depth);
            node.self = random.nextBoolean() ? node : null;
            node.list = random.nextBoolean() ? new ArrayList<>(List.of(part(depth))) : null;
            return node;
        }
    }

    enum Shape {
        ROUND,
        FLAT,
        OTHER {
            @Override
            public String toString() {
                return "another";
            }
        }
    }

    record Rec(Object any, int number, List<String> list) implements Serializable {}

    static class Point implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int x;
        private final String y;

        Point(int x, String y) {
            this.x = x;
            this.y = y;
        }
    }

    static class Base implements Serializable {
        private static final long serialVersionUID = 1L;

        int number;
        Object any;
        Object self;
        List<Object> list;
        private final long fixed = System.nanoTime();
    }

    static class Derived extends Base {
        private static final long serialVersionUID = 1L;

        private final int number = 7;
        double more = Double.NaN;
    }

    static class WithTransient extends Base {
        private static final long serialVersionUID = 1L;

        transient int forgotten = 9;
    }

    static class WithHooks extends Base {
        private static final long serialVersionUID = 1L;

        private transient int counted;

        private void readObject(java.io.ObjectInputStream in) throws java.io.IOException, ClassNotFoundException {
            in.defaultReadObject();
            counted = 1;
        }
    }

    /** Describes a graph: classes, values, and which parts are one object; what has no order is put into one. */
    private static final class Sketch {
        private final Map<Object, Integer> seen = new IdentityHashMap<>();
        private final StringBuilder text = new StringBuilder();

        static String of(Object root) {
            Sketch sketch = new Sketch();
            sketch.add(root);
            return sketch.text.toString();
        }

        private void add(@Nullable Object object) {
            if (object == null) {
                text.append("null ");
                return;
            }
            // Whether equal values of the JDK are one object is nobody's business.
            boolean identified = !(object instanceof Comparable) && !(object instanceof Locale);
            if (identified) {
                Integer number = seen.putIfAbsent(object, seen.size());
                if (number != null) {
                    text.append('#').append(number).append(' ');
                    return;
                }
            }
            text.append(object.getClass().getName()).append('(');
            if (object instanceof Map<?, ?> map) {
                addMap(map);
            } else if (object instanceof Set<?> set && !(set instanceof LinkedHashSet)) {
                set.stream().map(Objects::toString).sorted().forEach(text::append);
            } else if (object instanceof Collection<?> collection) {
                collection.forEach(this::add);
            } else if (object instanceof Object[] array) {
                Arrays.asList(array).forEach(this::add);
            } else if (object instanceof int[] ints) {
                text.append(Arrays.toString(ints));
            } else if (object instanceof Base node) {
                text.append(node.number).append(' ').append(node.fixed).append(' ');
                add(node.any);
                add(node.self);
                add(node.list);
                if (node instanceof WithTransient forgetful) {
                    text.append("0").append(forgetful.number);
                }
            } else if (object instanceof Point point) {
                text.append(point.x).append(point.y);
            } else if (object instanceof Rec rec) {
                text.append(rec.number);
                add(rec.any);
                add(rec.list);
            } else {
                text.append(object);
            }
            text.append(") ");
        }

        private void addMap(Map<?, ?> map) {
            boolean ordered = map instanceof LinkedHashMap || map instanceof TreeMap;
            List<Object> keys = new ArrayList<>(map.keySet());
            if (!ordered) {
                keys.sort((a, b) -> a.toString().compareTo(b.toString()));
            }
            // Without get, which would change the order of access.
            Map<Object, Object> values = new IdentityHashMap<>();
            map.forEach(values::put);
            for (Object key : keys) {
                text.append(key).append('=');
                add(values.get(key));
            }
        }
    }
}
