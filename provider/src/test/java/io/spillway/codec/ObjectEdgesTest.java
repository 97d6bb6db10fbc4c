package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values at the edges of each class of the JDK that the codec {@code object} writes itself come back as they were. */
@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "serial"}) // people's values are of all kinds
class ObjectEdgesTest {
    private static final ClassLoader LOADER = ObjectEdgesTest.class.getClassLoader();

    private static PayloadCodec payloads() {
        ClassPolicy policy =
                new ClassPolicy("cache", List.of(ObjectEdgesTest.class), List.of("java.lang.**", "java.util.**"));
        return new PayloadCodec(new ObjectCodec(LOADER, policy), new JavaCodec(LOADER, policy));
    }

    @SuppressWarnings("deprecation") // what can be made is met
    static List<Object> edges() {
        LocalDateTime overlap = LocalDateTime.of(2024, 10, 27, 2, 30);
        ZoneId zone = ZoneId.of("Europe/Zurich");
        List<@Nullable Object> nulls = Arrays.asList(null, "a", null);
        return Arrays.asList(
                "",
                "\0",
                "\ud800 alone",
                "😀 ā",
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                Short.MIN_VALUE,
                Byte.MIN_VALUE,
                '\udfff',
                true,
                Float.NaN,
                -0.0f,
                -0.0,
                Double.MIN_VALUE,
                new StringBuilder("ā").append("more").deleteCharAt(0),
                new StringBuffer("\ud800"),
                new BigDecimal("0E+9999"),
                new BigDecimal(BigInteger.TEN, Integer.MIN_VALUE),
                new BigDecimal("-1.000"),
                BigInteger.ONE.shiftLeft(100_000).negate(),
                BigInteger.ZERO,
                URI.create("http://user@host:1/ä?q=%20#f"),
                URI.create(""),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Instant.MIN,
                Instant.MAX,
                LocalDate.MIN,
                LocalDate.MAX,
                LocalDateTime.MIN,
                LocalDateTime.MAX,
                LocalTime.MAX,
                MonthDay.of(2, 29),
                OffsetDateTime.MIN,
                OffsetDateTime.MAX,
                OffsetDateTime.of(overlap, ZoneOffset.ofHoursMinutesSeconds(1, 2, 3)),
                OffsetTime.MIN,
                OffsetTime.MAX,
                Period.of(-1, Integer.MAX_VALUE, Integer.MIN_VALUE),
                Year.of(Year.MIN_VALUE),
                YearMonth.of(Year.MAX_VALUE, 12),
                ZoneOffset.MIN,
                ZoneOffset.ofTotalSeconds(7),
                ZonedDateTime.ofLocal(overlap, zone, ZoneOffset.ofHours(1)),
                ZonedDateTime.ofLocal(overlap, zone, ZoneOffset.ofHours(2)),
                ZonedDateTime.of(LocalDateTime.MAX, ZoneOffset.MIN),
                ZonedDateTime.of(LocalDateTime.MIN, ZoneId.of("UTC+01:00")),
                ZonedDateTime.ofStrict(overlap, ZoneOffset.ofHours(1), ZoneId.of("GMT+1")),
                Locale.ROOT,
                Locale.forLanguageTag("zh-Hant-TW"),
                Locale.forLanguageTag("sr-Latn"),
                Locale.forLanguageTag("th-TH-u-ca-buddhist-nu-thai-x-own"),
                Locale.forLanguageTag("de-POSIX-x-URP-lvariant-Abc-Def"),
                new Locale("ja", "JP", "JP"),
                new Locale("th", "TH", "TH"),
                new Locale("no", "NO", "NY"),
                new Locale("he"),
                new Locale("xx", "YY", "no tag has this"),
                new Date(Long.MIN_VALUE),
                new UUID(-1, 0),
                Currency.getInstance("XXX"),
                new BitSet(),
                BitSet.valueOf(new long[] {0, 0, Long.MIN_VALUE}),
                new AtomicBoolean(true),
                new AtomicInteger(-1),
                new AtomicLong(Long.MIN_VALUE),
                new ArrayDeque<>(),
                new ArrayList<>(nulls),
                new LinkedList<>(nulls),
                new Vector<>(nulls),
                new CopyOnWriteArrayList<>(nulls),
                new CopyOnWriteArraySet<>(nulls),
                new HashSet<>(nulls),
                new LinkedHashSet<>(nulls),
                nulls,
                Arrays.asList(new Integer[] {1, null}),
                new TreeSet<>(String.CASE_INSENSITIVE_ORDER),
                new TreeMap<>(Map.of(1, 2)),
                new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                new HashMap<>(Collections.singletonMap(null, null)),
                new LinkedHashMap<>(Collections.singletonMap(null, "v")),
                new ConcurrentHashMap<>(),
                new EnumMap<>(TimeUnit.class),
                new EnumMap<>(Collections.singletonMap(TimeUnit.DAYS, null)),
                EnumSet.noneOf(TimeUnit.class),
                EnumSet.allOf(TimeUnit.class),
                EnumSet.noneOf(Character.UnicodeScript.class),
                EnumSet.allOf(Character.UnicodeScript.class),
                EnumSet.allOf(Bodies.class),
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonList(null),
                Collections.singleton(null),
                Collections.singletonMap(null, null),
                Collections.unmodifiableCollection(nulls),
                Collections.unmodifiableList(new LinkedList<>(nulls)),
                Collections.unmodifiableList(nulls),
                Collections.unmodifiableSet(new HashSet<>(nulls)),
                Collections.unmodifiableMap(new HashMap<>(Collections.singletonMap(null, null))),
                List.of(),
                List.of(1),
                List.of(1, 2),
                IntStream.range(0, 300).boxed().toList(),
                Stream.of("a", null, "c").toList(),
                Stream.of((Object) null).toList(),
                Set.of(),
                Set.of(1),
                Set.of(1, 2),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of(1, 2),
                IntStream.range(0, 300).boxed().collect(Collectors.toUnmodifiableMap(i -> i, i -> i)));
    }

    @ParameterizedTest
    @MethodSource
    void edges(Object edge) {
        Object[] value = {edge, new ArrayList<>(Collections.singletonList(edge)), edge};
        byte[] bytes = payloads().encode(value);
        for (PayloadCodec reader : List.of(payloads(), payloads())) {
            Object[] copy = (Object[]) reader.decode(bytes);
            assertThat(copy[0].getClass()).isSameAs(edge.getClass());
            assertThat(asItIs(copy[0])).isEqualTo(asItIs(edge));
            assertThat(asItIs(((List<?>) copy[1]).get(0))).isEqualTo(asItIs(edge));
        }
    }

    /** Of a class without {@code equals}, or with one that tells too little apart, what it says. */
    private static Object asItIs(Object object) {
        if (object instanceof Map<?, ?> || (object instanceof Collection<?> && !(object instanceof ArrayDeque))) {
            boolean byIdentity = !(object instanceof List || object instanceof Set || object instanceof Map);
            return byIdentity ? new ArrayList<>((Collection<?>) object) : object;
        }
        if (object instanceof Locale locale) {
            return List.of(locale, locale.toString(), locale.toLanguageTag());
        }
        return object instanceof Comparable && !(object instanceof CharSequence && !(object instanceof String))
                ? object
                : object.toString();
    }

    /** Every class that is listed is among the edges. */
    @Test
    void allThatAreListedAreTried() {
        Set<String> tried =
                edges().stream().map(edge -> edge.getClass().getName()).collect(Collectors.toSet());
        assertThat(tried).containsAll(FaithfulTypes.ofTheJdk());
    }

    static List<Function<Object, Object>> containers() {
        return List.of(
                part -> new ArrayList<>(List.of(part)),
                part -> new LinkedList<>(List.of(part)),
                part -> new Vector<>(List.of(part)),
                part -> new ArrayDeque<>(List.of(part)),
                part -> new CopyOnWriteArrayList<>(List.of(part)),
                part -> new CopyOnWriteArraySet<>(List.of(part)),
                part -> new HashSet<>(List.of(part)),
                part -> new LinkedHashSet<>(List.of(part)),
                part -> new HashMap<>(Map.of("k", part)),
                part -> new LinkedHashMap<>(Map.of("k", part)),
                part -> new TreeMap<>(Map.of("k", part)),
                part -> new ConcurrentHashMap<>(Map.of("k", part)),
                part -> new EnumMap<>(Map.of(TimeUnit.DAYS, part)),
                part -> Arrays.asList(part, part),
                part -> new Object[] {part},
                part -> new Node[] {(Node) part},
                Collections::singletonList,
                Collections::singleton,
                part -> Collections.singletonMap("k", part),
                part -> Collections.unmodifiableList(new LinkedList<>(List.of(part))),
                part -> Collections.unmodifiableSet(new HashSet<>(List.of(part))),
                part -> Collections.unmodifiableMap(new HashMap<>(Map.of("k", part))));
    }

    /** From what is in a container, a way leads back to it. */
    @ParameterizedTest
    @MethodSource("containers")
    void leadsBackToWhatItIsIn(Function<Object, Object> making) {
        Node node = new Node();
        node.back = making.apply(node);
        Object copy = payloads().copy(node.back);
        assertThat(copy.getClass()).isSameAs(node.back.getClass());
        assertThat(content(copy)).isInstanceOf(Node.class);
        assertThat(((Node) content(copy)).back).isSameAs(copy);
    }

    /** Java serialization would make something else of it. */
    @Test
    void refusesAnImmutableCollectionThatLeadsBack() {
        for (Function<Object, Object> making : List.<Function<Object, Object>>of(
                List::of,
                part -> Collections.unmodifiableList(new ArrayList<>(List.of(part))),
                part -> List.of(part, part, part),
                Set::of,
                part -> Map.of("k", part),
                part -> Map.of("k", part, "l", part))) {
            Node node = new Node();
            node.back = making.apply(node);
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> payloads().encode(node.back))
                    .withMessageContaining("leads back to itself");
        }
    }

    private static Object content(Object container) {
        if (container instanceof Map<?, ?> map) {
            return map.values().iterator().next();
        }
        return container instanceof Object[] array
                ? array[0]
                : ((Collection<?>) container).iterator().next();
    }

    private static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;

        @Nullable Object back;
    }

    private enum Bodies {
        ONE {},
        TWO {}
    }
}
