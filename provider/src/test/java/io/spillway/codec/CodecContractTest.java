package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every codec keeps to. Those that extend this make codecs for caches of strings and {@link Order}s. */
abstract class CodecContractTest {
    /** A codec of one run, which knows only what it encoded itself, beside what is declared and allowed. */
    abstract ValueCodec codec(List<Class<?>> declared, List<String> allow);

    /** Bytes of this codec that name a class whose mere instantiation leaves a mark, or null if its bytes name no class. */
    abstract byte @Nullable [] gadget();

    /** How many damaged arrays to try. */
    int rounds() {
        return 3_000;
    }

    private ValueCodec codec() {
        return codec(List.of(String.class, Order.class), List.of());
    }

    private static Object decode(ValueCodec codec, byte[] bytes) {
        return codec.decode(bytes, 0, bytes.length);
    }

    @Test
    void givesBackAnEqualObjectThatSharesNothing() {
        Order order = Order.example();
        ValueCodec codec = codec();
        Object copy = decode(codec, codec.encode(order));
        assertThat(copy).isEqualTo(order).isNotSameAs(order);
        ((Order) copy).lines.add("another");
        ((Order) copy).notes.put("another", "note");
        assertThat(order).isEqualTo(Order.example());
    }

    @Test
    void readsInALaterRunWhatIsDeclared() {
        assertThat(decode(codec(), codec().encode(Order.example()))).isEqualTo(Order.example());
    }

    @Test
    void encodesAKeyAlikeInEveryRun() {
        ValueCodec used = codec();
        used.encode(Order.example());
        byte[] key = codec().encodeKey(Order.example());
        assertThat(used.encodeKey(Order.example())).isEqualTo(key);
        assertThat(used.encodeKey(Order.example())).isEqualTo(key);
        assertThat(decode(codec(), key)).isEqualTo(Order.example());
    }

    @Test
    void readsFromTheMiddleOfAnArray() {
        byte[] bytes = codec().encode(Order.example());
        byte[] within = new byte[bytes.length + 20];
        Arrays.fill(within, (byte) 77);
        System.arraycopy(bytes, 0, within, 13, bytes.length);
        assertThat(codec().decode(within, 13, bytes.length)).isEqualTo(Order.example());
    }

    @Test
    void keepsWhatIsNull() {
        Order order = Order.example();
        order.customer = null;
        order.notes = null;
        assertThat(decode(codec(), codec().encode(order))).isEqualTo(order);
    }

    @Test
    void keepsLargeValues() {
        Order order = Order.example();
        order.customer = "x".repeat(30_000_000);
        for (int i = 0; i < 200_000; i++) {
            order.lines.add("line " + i);
        }
        assertThat(decode(codec(), codec().encode(order)).equals(order)).isTrue();
    }

    @Test
    void instantiatesNoClassThatNobodyNamed() {
        byte[] bytes = gadget();
        if (bytes != null) {
            Gadget.instances.set(0);
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> decode(codec(), bytes))
                    .withMessageContaining("allow: [" + Gadget.class.getName() + "]");
            assertThat(Gadget.instances).hasValue(0);
        }
    }

    @Test
    void damagedBytesAreRefusedOrReadAsWhatIsDeclared() {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        Random random = new Random(seed);
        byte[] whole = codec().encode(Order.example());
        ValueCodec codec = codec();
        for (int i = 0; i < rounds(); i++) {
            byte[] damaged = damage(whole, random);
            Throwable thrown = catchThrowable(() -> decode(codec, damaged));
            if (thrown != null) {
                assertThat(thrown).as("seed %s, round %s", seed, i).isInstanceOf(CodecException.class);
            }
        }
        assertThat(decode(codec, whole))
                .as("what it read before has left no trace")
                .isEqualTo(Order.example());
    }

    private static byte[] damage(byte[] whole, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length));
            case 1 -> {
                byte[] garbage = new byte[random.nextInt(200)];
                random.nextBytes(garbage);
                yield garbage;
            }
            default -> {
                byte[] flipped = whole.clone();
                for (int n = random.nextInt(4); n >= 0; n--) {
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
        };
    }

    @Test
    void servesManyThreads() throws Exception {
        ValueCodec codec = codec();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        Order order = Order.example();
                        order.lines.add(thread + ":" + i);
                        if (!decode(codec, codec.encode(order)).equals(order)) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void saysWhichClassCantBeEncoded() {
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> codec().encode(new Thread()))
                .withMessageContaining("Thread");
    }

    /** What the caches of these tests hold. */
    static final class Order implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        String customer;
        long number;
        int[] counts;
        ArrayList<String> lines;
        HashMap<String, String> notes;
        Instant at;
        State state;

        enum State {
            OPEN,
            PAID
        }

        static Order example() {
            Order order = new Order();
            order.customer = "Zoë";
            order.number = Long.MAX_VALUE;
            order.counts = new int[] {1, 2, 3};
            order.lines = new ArrayList<>(List.of("a", "b"));
            order.notes = new HashMap<>(Map.of("a", "1", "b", "2"));
            order.at = Instant.ofEpochSecond(1_800_000_000L, 123_456_789);
            order.state = State.PAID;
            return order;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Order that
                    && java.util.Objects.equals(customer, that.customer)
                    && number == that.number
                    && Arrays.equals(counts, that.counts)
                    && java.util.Objects.equals(lines, that.lines)
                    && java.util.Objects.equals(notes, that.notes)
                    && java.util.Objects.equals(at, that.at)
                    && state == that.state;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }
}
