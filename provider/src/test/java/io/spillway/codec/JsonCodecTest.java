package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"ExposedPrivateType", "HidingField", "UnusedVariable"}) // people's classes are of all kinds
class JsonCodecTest extends CodecContractTest {
    @Override
    ValueCodec codec(List<Class<?>> declared, List<String> allow) {
        return of(Order.class, allow);
    }

    private static JsonCodec of(Class<?> value, List<String> allow) {
        return new JsonCodec(
                JsonCodecTest.class.getClassLoader(),
                new ClassPolicy("orders", List.of(String.class, value), allow),
                String.class,
                value);
    }

    @Override
    byte[] gadget() {
        return null;
    }

    @Test
    void isTextThatOthersCanRead() {
        String text =
                new String(of(Order.class, List.of()).encode(Order.example()), StandardCharsets.UTF_8).substring(1);
        assertThat(text)
                .startsWith("{\"customer\":\"Zoë\",\"number\":9223372036854775807,")
                .contains("\"at\":\"2027-01-15T08:00:00.123456789Z\"", "\"state\":\"PAID\"");
    }

    @Test
    void instantiatesNoClassThatAnnotatedBytesName() {
        JsonCodec codec = of(Named.class, List.of());
        byte[] bytes = ("\0{\"@class\":\"" + Gadget.class.getName() + "\",\"command\":\"x\"}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] inner = ("\0{\"@class\":\"" + Named.class.getName() + "$Second\",\"any\":{\"@class\":\""
                        + Gadget.class.getName() + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        Gadget.instances.set(0);
        for (byte[] attack : List.of(bytes, inner)) {
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.decode(attack, 0, attack.length));
        }
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(inner, 0, inner.length))
                .withMessageContaining("allow: [" + Gadget.class.getName() + "]");
        assertThat(Gadget.instances).hasValue(0);
    }

    @Test
    void readsSubclassesThatAnnotationsTellApart() {
        JsonCodec codec = of(Named.class, List.of());
        Named.Second second = new Named.Second();
        second.any = new Named.First();
        byte[] bytes = codec.encode(second);
        Object decoded = of(Named.class, List.of()).decode(bytes, 0, bytes.length);
        assertThat(decoded).isInstanceOf(Named.Second.class);
        assertThat(((Named.Second) decoded).any).isInstanceOf(Named.First.class);
    }

    @Test
    void refusesWhatWouldBeReadAsSomethingElse() {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> of(Gadget.class, List.of()).encode(new Gadget() {
                    private static final long serialVersionUID = 1L;
                }))
                .withMessageContaining("would be read as a " + Gadget.class.getName());
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> of(Map.class, List.of()).encode(new HashMap<>(Map.of("n", 5L))))
                .withMessageContaining("A java.lang.Long can't be stored as JSON");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> of(List.class, List.of()).encode(new ArrayList<>(List.of(new Gadget()))))
                .withMessageContaining(Gadget.class.getName());
    }

    @Test
    void keepsMapsAndListsOfWhatJsonKnows() {
        JsonCodec codec = of(Map.class, List.of());
        Map<String, Object> map =
                new HashMap<>(Map.of("s", "t", "i", 5, "b", true, "d", 1.5, "l", List.of("a", Map.of())));
        byte[] bytes = codec.encode(map);
        assertThat(codec.decode(bytes, 0, bytes.length)).isEqualTo(map);
    }

    static List<Consumer<Holder>> wouldBeReadAsSomethingElse() {
        return List.of(
                holder -> holder.item = new Special(),
                holder -> holder.items.add(new Special()),
                holder -> holder.byName.put("special", new Special()),
                holder -> holder.array = new Item[] {new Special()},
                holder -> holder.nested.add(new ArrayList<>(List.of(new Special()))),
                holder -> holder.reference = new AtomicReference<>(new Special()),
                holder -> holder.item.another = new Special(),
                holder -> holder.any = new Item(),
                holder -> holder.any = 5L,
                holder -> holder.any = 1.5f,
                holder -> holder.any = Double.NaN,
                holder -> holder.any = new HashSet<>(),
                holder -> holder.any = new ArrayList<>(List.of(Map.of(1, "one"))),
                holder -> holder.any = new HashMap<>(Map.of("k", Instant.EPOCH)),
                holder -> holder.number = 5,
                holder -> holder.date = new Timestamp(5),
                holder -> holder.collection = new HashSet<>(),
                holder -> holder.sorted = new TreeMap<>(Comparator.reverseOrder()),
                holder -> holder.sortedSet = new TreeSet<>(Comparator.reverseOrder()),
                holder -> holder.hiding = new Hiding());
    }

    @ParameterizedTest
    @MethodSource
    void wouldBeReadAsSomethingElse(Consumer<Holder> change) {
        JsonCodec codec = of(Holder.class, List.of());
        Holder holder = new Holder();
        codec.encode(holder);
        change.accept(holder);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> codec.encode(holder))
                    .withMessageContaining("can't be stored as JSON");
        }
        codec.encode(new Holder());
    }

    @Test
    void keepsWhatIsDeclaredWhereverItIs() {
        Holder holder = new Holder();
        holder.items.add(new Item());
        holder.byName.put("b", new Item());
        holder.byName.put("a", new Item());
        holder.array = new Item[] {new Item(), null};
        holder.nested.add(new ArrayList<>(List.of(new Item())));
        holder.any = List.of("text", 5, 5_000_000_000L, BigInteger.TWO.pow(70), 0.5, true, Map.of("k", List.of()));
        holder.number = null;
        holder.set = new LinkedHashSet<>(List.of("z", "a", "m"));
        holder.byEnum.put(Kind.B, Kind.A);
        holder.zone = ZoneId.of("Europe/Zurich");
        holder.named = new Named.First();
        holder.allNamed.add(new Named.First());
        holder.box = new Box<>();
        holder.box.content = new Item();
        holder.box.content.name = "boxed";
        holder.reference = new AtomicReference<>(new Item());
        Holder decoded = (Holder) copy(Holder.class, holder);
        assertThat(decoded)
                .usingRecursiveComparison()
                .ignoringFields("reference")
                .isEqualTo(holder);
        assertThat(decoded.reference.get()).isExactlyInstanceOf(Item.class);
        assertThat(decoded.set).containsExactly("z", "a", "m");
        assertThat(decoded.byName.keySet()).containsExactlyElementsOf(holder.byName.keySet());
        assertThat(decoded.box.content).isExactlyInstanceOf(Item.class);
    }

    @Test
    void keepsArrays() {
        assertThat((String[]) copy(String[].class, new String[] {"a", null, "b"}))
                .containsExactly("a", null, "b");
        assertThat((int[][]) copy(int[][].class, new int[][] {{1}, {}})).isDeepEqualTo(new int[][] {{1}, {}});
        assertThat(JsonCodec.canHold(Item[].class)).isTrue();
    }

    @Test
    void refusesAtOnceWhatItCouldNeverRead() {
        JsonCodec codec = of(Unreadable.class, List.of());
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec.encode(new Unreadable(5)));
        }
        JsonCodec holders = of(Holder.class, List.of());
        Holder holder = new Holder();
        holders.encode(holder);
        holder.unreadable = new Unreadable(5);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> holders.encode(holder));
            holders.encode(new Holder());
        }
    }

    private static Object copy(Class<?> type, Object object) {
        List<String> allow = List.of("io.spillway.codec.*");
        byte[] bytes = of(type, allow).encode(object);
        return of(type, allow).decode(bytes, 0, bytes.length);
    }

    private enum Kind {
        A,
        B {
            @Override
            public String toString() {
                return "has a class of its own";
            }
        }
    }

    private static class Item {
        String name = "item";

        @Nullable Item another;
    }

    private static final class Special extends Item {}

    private static final class Hiding extends Item {
        String name = "hides the other";
    }

    private static final class Unreadable {
        final int number;

        Unreadable(int number) {
            this.number = number;
        }
    }

    private static final class Box<T> {
        @Nullable T content;
    }

    private static final class Holder {
        Item item = new Item();
        List<Item> items = new ArrayList<>();
        Map<String, Item> byName = new LinkedHashMap<>();
        Item @Nullable [] array;
        List<List<Item>> nested = new ArrayList<>();

        @Nullable AtomicReference<Item> reference;

        @Nullable Object any;

        @Nullable Number number;

        @Nullable Date date;

        @Nullable Collection<String> collection;

        @Nullable SortedMap<String, String> sorted;

        @Nullable SortedSet<String> sortedSet;

        @Nullable Set<String> set;

        @Nullable Hiding hiding;

        @Nullable Unreadable unreadable;

        Map<Kind, Kind> byEnum = new HashMap<>();

        @Nullable ZoneId zone;

        @Nullable Named named;

        List<Named> allNamed = new ArrayList<>();

        @Nullable Box<Item> box;
    }

    /** Says itself which class it is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    abstract static class Named {
        static final class First extends Named {}

        static final class Second extends Named {
            @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
            Object any;
        }
    }
}
