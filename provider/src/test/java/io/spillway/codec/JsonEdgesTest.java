package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What JSON has no words for is refused, and what it has words for comes back as it was. */
@SuppressWarnings({"ExposedPrivateType", "JavaUtilDate", "JdkObsolete", "NonApiType", "UnusedVariable", "rawtypes"
}) // people's values are of all kinds
class JsonEdgesTest {
    private static final LocalDateTime TWICE = LocalDateTime.of(2024, 10, 27, 2, 30);
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");

    private static JsonCodec codec() {
        return new JsonCodec(
                JsonEdgesTest.class.getClassLoader(),
                new ClassPolicy("cache", List.of(Holder.class), List.of()),
                String.class,
                Holder.class);
    }

    private static LinkedHashMap<String, String> inOrderOfAccess() {
        LinkedHashMap<String, String> map = new LinkedHashMap<>(16, 0.75f, true);
        map.put("a", "1");
        return map;
    }

    private static Timestamp timestamp(int nanos) {
        Timestamp timestamp = new Timestamp(5_000);
        timestamp.setNanos(nanos);
        return timestamp;
    }

    @SuppressWarnings("unchecked")
    static List<Consumer<Holder>> refused() {
        return List.of(
                holder -> holder.byOwn.put(new Own("a"), "1"),
                holder -> holder.raw = new HashMap<>(Map.of(1, "one")),
                holder -> holder.byAny.put(1, "one"),
                holder -> holder.any = Map.of(1, "one"),
                holder -> holder.tree = new TreeMap<>(Comparator.reverseOrder()),
                holder -> holder.treeSet = new TreeSet<>(String.CASE_INSENSITIVE_ORDER),
                holder -> holder.queue = new PriorityQueue<>(Comparator.reverseOrder()),
                holder -> holder.linked = inOrderOfAccess(),
                holder -> holder.timestamp = timestamp(123_456_789),
                holder -> holder.pattern = Pattern.compile("a", Pattern.CASE_INSENSITIVE),
                holder -> holder.calendar = GregorianCalendar.from(ZonedDateTime.of(TWICE, ZURICH)),
                holder -> holder.unnamed = new UnnamedSub(),
                holder -> holder.unnamedHere = new Sub(),
                holder -> holder.withDefault = new Unlisted(),
                holder -> holder.defaultHere = new BareSub(),
                holder -> holder.tags = new Tags("owner"));
    }

    /** Whatever was written before, and in each object of a class. */
    @ParameterizedTest
    @MethodSource
    void refused(Consumer<Holder> change) {
        JsonCodec codec = codec();
        codec.encode(new Holder());
        Holder other = new Holder();
        other.bare = new Bare();
        other.subs = List.of(new Sub());
        codec.encode(other);
        Holder holder = new Holder();
        change.accept(holder);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> codec.encode(holder))
                    .withMessageContaining("can't be stored as JSON")
                    .withMessageContaining("use `codec: object`");
            codec.encode(new Holder());
        }
    }

    static List<Consumer<Holder>> kept() {
        return List.of(
                holder -> holder.kinds = EnumSet.of(TimeUnit.DAYS, TimeUnit.SECONDS),
                holder -> holder.kinds = EnumSet.noneOf(TimeUnit.class),
                holder -> holder.byKind.put(TimeUnit.DAYS, 5),
                holder -> holder.byNumber.putAll(Map.of(1, "one", -2, "two")),
                holder -> holder.byId.put(new UUID(1, 2), "id"),
                holder -> holder.byDay.put(LocalDate.of(2020, 2, 29), "day"),
                holder -> holder.byAny.put("text", "one"),
                holder -> holder.raw = new LinkedHashMap<>(Map.of("a", 1)),
                holder -> holder.tree = new TreeMap<>(Map.of("b", "1", "a", "2")),
                holder -> holder.treeSet = new TreeSet<>(List.of("b", "a")),
                holder -> holder.linked = new LinkedHashMap<>(Map.of("a", "1")),
                holder -> holder.zoned = ZonedDateTime.ofLocal(TWICE, ZURICH, ZoneOffset.ofHours(1)),
                holder -> holder.zoned = ZonedDateTime.ofLocal(TWICE, ZURICH, ZoneOffset.ofHours(2)),
                holder -> holder.zoned = ZonedDateTime.of(TWICE, ZoneOffset.UTC),
                holder -> holder.zoned = ZonedDateTime.of(TWICE, ZoneId.of("UTC")),
                holder -> holder.offset = OffsetDateTime.of(TWICE, ZoneOffset.ofHours(-3)),
                holder -> holder.offset = OffsetDateTime.of(TWICE, ZoneOffset.UTC),
                holder -> holder.timestamp = timestamp(123_000_000),
                holder -> holder.date = new Date(1),
                holder -> holder.pattern = Pattern.compile("a+"),
                holder -> holder.locale = Locale.GERMANY,
                holder -> holder.zone = TimeZone.getTimeZone("Europe/Zurich"),
                holder -> holder.counter = new AtomicInteger(5),
                holder -> holder.fraction = Double.NEGATIVE_INFINITY,
                holder -> holder.fraction = -0.0,
                holder -> holder.single = Float.MIN_VALUE,
                holder -> holder.decimal = new BigDecimal("1.000"),
                holder -> holder.decimal = new BigDecimal("1E+400"),
                holder -> holder.whole = BigInteger.ONE.shiftLeft(5_000),
                holder -> holder.character = '\u0000',
                holder -> holder.uri = URI.create("http://host/ä?q=%20"),
                holder -> holder.currency = Currency.getInstance("XXX"),
                holder -> holder.instant = Instant.MIN,
                holder -> holder.instant = Instant.MAX,
                holder -> holder.day = LocalDate.MIN,
                holder -> holder.day = LocalDate.MAX,
                holder -> holder.local = LocalDateTime.MAX,
                holder -> holder.time = LocalTime.MAX,
                holder -> holder.duration = Duration.ofSeconds(Long.MIN_VALUE),
                holder -> holder.duration = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                holder -> holder.withDefault = new Listed(),
                holder -> holder.withDefault = new Default(),
                holder -> holder.unnamed = new Unnamed(),
                holder -> holder.defaultHere = new Bare(),
                holder -> holder.shaped = ZonedDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @MethodSource
    void kept(Consumer<Holder> change) {
        Holder holder = new Holder();
        change.accept(holder);
        byte[] bytes = codec().encode(holder);
        assertThat(codec().decode(bytes, 0, bytes.length))
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .ignoringFields("shaped", "pattern")
                .isEqualTo(holder);
    }

    /** Who asks for less gets less. */
    @Test
    void whatAFormatLeavesOutIsLeftOut() {
        Holder holder = new Holder();
        holder.shaped = ZonedDateTime.of(TWICE, ZURICH);
        byte[] bytes = codec().encode(holder);
        assertThat(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)).contains("\"2024-10-27T02:30:00+0200\"");
    }

    @Test
    void keepsWhatHasNoEquals() {
        Holder holder = new Holder();
        holder.text = new StringBuilder("text");
        holder.counter = new AtomicInteger(5);
        holder.pattern = Pattern.compile("a+");
        holder.fraction = Double.NaN;
        byte[] bytes = codec().encode(holder);
        Holder copy = (Holder) codec().decode(bytes, 0, bytes.length);
        assertThat(copy.text).hasToString("text");
        assertThat(copy.counter).hasValue(5);
        assertThat(copy.pattern).hasToString("a+");
        assertThat(copy.fraction).isNaN();
    }

    @Test
    void aUrlIsComparedWithoutAskingForAddresses() throws Exception {
        Holder holder = new Holder();
        holder.url = new URL("http://no.such.host.invalid/a");
        byte[] bytes = codec().encode(holder);
        assertThat(((Holder) codec().decode(bytes, 0, bytes.length)).url).hasToString(holder.url.toString());
    }

    private static final class Own {
        final String name;

        Own(String name) {
            this.name = name;
        }
    }

    private static class Bare {
        int number = 1;
    }

    private static final class BareSub extends Bare {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NONE)
    private static class Unnamed {
        int number = 1;
    }

    private static final class UnnamedSub extends Unnamed {
        int more = 2;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    private static class Super {
        int number = 1;
    }

    private static final class Sub extends Super {
        int more = 2;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, defaultImpl = Default.class)
    @JsonSubTypes(@JsonSubTypes.Type(Listed.class))
    private abstract static class WithDefault {
        int number = 1;
    }

    private static final class Listed extends WithDefault {}

    private static final class Default extends WithDefault {}

    private static final class Unlisted extends WithDefault {}

    private static final class Tags extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        final String owner;

        Tags() {
            this("nobody");
        }

        Tags(String owner) {
            this.owner = owner;
        }
    }

    private static final class Holder {
        Map<Own, String> byOwn = new HashMap<>();
        Map<Object, String> byAny = new HashMap<>();
        Map<Integer, String> byNumber = new HashMap<>();
        Map<UUID, String> byId = new HashMap<>();
        Map<LocalDate, String> byDay = new HashMap<>();
        EnumMap<TimeUnit, Integer> byKind = new EnumMap<>(TimeUnit.class);

        @Nullable EnumSet<TimeUnit> kinds;

        @Nullable Map raw;

        @Nullable Object any;

        @Nullable TreeMap<String, String> tree;

        @Nullable TreeSet<String> treeSet;

        @Nullable PriorityQueue<String> queue;

        @Nullable LinkedHashMap<String, String> linked;

        @Nullable Timestamp timestamp;

        @Nullable Date date;

        @Nullable Pattern pattern;

        @Nullable GregorianCalendar calendar;

        @Nullable ZonedDateTime zoned;

        @Nullable OffsetDateTime offset;

        @JsonFormat(pattern = "yyyy-MM-dd'T'HH:mm:ssZ")
        @Nullable ZonedDateTime shaped;

        @Nullable Locale locale;

        @Nullable TimeZone zone;

        @Nullable AtomicInteger counter;

        @Nullable StringBuilder text;

        double fraction;
        float single;

        @Nullable BigDecimal decimal;

        @Nullable BigInteger whole;

        char character;

        @Nullable URI uri;

        @Nullable URL url;

        @Nullable Currency currency;

        @Nullable Instant instant;

        @Nullable LocalDate day;

        @Nullable LocalDateTime local;

        @Nullable LocalTime time;

        @Nullable Duration duration;

        @Nullable Unnamed unnamed;

        @JsonTypeInfo(use = JsonTypeInfo.Id.NONE)
        @Nullable Super unnamedHere;

        List<Super> subs = new ArrayList<>();

        @Nullable WithDefault withDefault;

        @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, defaultImpl = Bare.class)
        @Nullable Bare defaultHere;

        @Nullable Bare bare;

        @Nullable Tags tags;
    }
}
