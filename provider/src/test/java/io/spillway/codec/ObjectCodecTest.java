package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.fory.Fory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("UnusedVariable") // fields are there to be written
class ObjectCodecTest extends CodecContractTest {
    @Override
    ValueCodec codec(List<Class<?>> declared, List<String> allow) {
        return new ObjectCodec(getClass().getClassLoader(), new ClassPolicy("orders", declared, allow));
    }

    @Override
    byte[] gadget() {
        return codec(List.of(), List.of()).encode(new Gadget());
    }

    @Override
    int rounds() {
        return 300; // after each failure it begins anew, which takes its time
    }

    static List<Object> unfaithful() {
        LinkedHashMap<String, String> byAccess = new LinkedHashMap<>(16, 0.75f, true);
        byAccess.put("a", "1");
        return List.of(
                new Transient(),
                new Throwing(5),
                new Resolved(),
                new External(),
                new ArrayList<>(List.of(new Resolved())),
                new Object[] {new Transient()},
                byAccess,
                new ListOfMine(),
                new IllegalStateException("exceptions have hooks"),
                Optional.of("not Serializable"),
                (Runnable & Serializable) () -> {},
                new ArrayList<>(List.of(String.class)));
    }

    @ParameterizedTest
    @MethodSource("unfaithful")
    void leavesToOthersWhatItWouldNotGiveBackAsItWas(Object object) {
        ValueCodec codec = codec(List.of(), List.of());
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(UnfaithfulException.class).isThrownBy(() -> codec.encode(object));
        }
        List<String> faithful = new ArrayList<>(List.of("that it refused one does not harm the next"));
        byte[] bytes = codec.encode(faithful);
        assertThat(codec.decode(bytes, 0, bytes.length)).isEqualTo(faithful);
    }

    @Test
    void whatItLeavesIsWrittenByJavaSerialization() {
        ClassPolicy policy = new ClassPolicy("orders", List.of(), List.of());
        ClassLoader loader = getClass().getClassLoader();
        PayloadCodec payloads = new PayloadCodec(new ObjectCodec(loader, policy), new JavaCodec(loader, policy));
        Object copy = payloads.copy(new Transient());
        assertThat(copy).isInstanceOf(Transient.class);
        assertThat(((Transient) copy).forgotten).isZero();
        assertThat(payloads.copy(Resolved.ONLY)).isSameAs(Resolved.ONLY);
        assertThat(payloads.encode(new ArrayList<>(List.of("a")))[0]).isEqualTo(PayloadFormat.OBJECT.tag(false));
        assertThat(payloads.encode(new Transient())[0]).isEqualTo(PayloadFormat.JAVA.tag(false));
    }

    /** Fory would read them without asking for the names of their classes. */
    @ParameterizedTest
    @MethodSource("unfaithful")
    void refusesWhatForyItselfWouldWrite(Object object) {
        Fory fory = Fory.builder()
                .withXlang(false)
                .withRefTracking(true)
                .withCompatible(true)
                .withCodegen(false)
                .requireClassRegistration(false)
                .suppressClassRegistrationWarnings(true)
                .build();
        byte[] body = fory.serialize(object);
        byte[] bytes = new byte[body.length + Integer.BYTES];
        System.arraycopy(body, 0, bytes, Integer.BYTES, body.length);
        if (object instanceof LinkedHashMap) {
            return; // harmless, and only its order of access is not in the bytes
        }
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec(List.of(), List.of()).decode(bytes, 0, bytes.length));
    }

    /** That an object could have been there does not mean that any was: that is for no other codec to allow. */
    @Test
    void notesNoClassThatAFieldIsOnlyDeclaredAs() {
        ClassPolicy policy = new ClassPolicy("orders", List.of(), List.of());
        ClassLoader loader = getClass().getClassLoader();
        byte[] gadget = new JavaCodec(loader, new ClassPolicy("others", List.of(), List.of())).encode(new Gadget());
        new ObjectCodec(loader, policy).encode(new Mentions());
        Gadget.instances.set(0);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> new JavaCodec(loader, policy).decode(gadget, 0, gadget.length));
        assertThat(Gadget.instances).hasValue(0);
    }

    /** In this run, and in another one that allows the classes. */
    @Test
    void readsWhatHasNothingInItsFields() {
        ValueCodec codec = codec(List.of(), List.of());
        byte[] bytes = codec.encode(new Mentions());
        for (ValueCodec reader : List.of(codec, codec(List.of(), List.of("io.spillway.codec.*")))) {
            Mentions decoded = (Mentions) reader.decode(bytes, 0, bytes.length);
            assertThat(decoded.empties).isEmpty();
            assertThat(decoded.gadget).isNull();
        }
    }

    static List<Object> large() {
        int many = 100_000;
        Object[] empties = new Object[many];
        Arrays.setAll(empties, i -> new Empty());
        Empty[] typed = new Empty[many];
        Arrays.setAll(typed, i -> new Empty());
        Map<Integer, Object> nulls = new HashMap<>();
        IntStream.range(0, many).forEach(i -> nulls.put(i, null));
        List<Object> lists = new ArrayList<>();
        IntStream.range(0, many).forEach(i -> lists.add(new ArrayList<>()));
        return List.of(
                new ArrayList<>(Collections.nCopies(many, null)),
                new ArrayList<>(Collections.nCopies(many, Boolean.TRUE)),
                new ArrayList<>(Collections.nCopies(many, "")),
                new ArrayList<>(Collections.nCopies(many, PayloadFormat.JAVA)),
                new ArrayList<>(Arrays.asList(empties)),
                new Object[] {new Object[many], new String[many], new boolean[many], new int[many], new long[many]},
                new Object[] {empties, typed, new Empty[many]},
                nulls,
                lists,
                new ArrayDeque<>(List.of(new BitSet(), new HashSet<>(), new EnumMap<>(PayloadFormat.class))),
                new TreeMap<>(Map.of("a", new ArrayList<>(Collections.nCopies(many, 5)))));
    }

    /** Fory refuses some of what it wrote, unless it is told not to. */
    @ParameterizedTest
    @MethodSource("large")
    void readsWhateverItWrote(Object object) {
        ValueCodec codec = codec(List.of(Empty.class), List.of());
        byte[] bytes = codec.encode(object);
        for (ValueCodec reader : List.of(codec, codec(List.of(Empty.class, PayloadFormat.class), List.of()))) {
            Object decoded = reader.decode(bytes, 0, bytes.length);
            assertThat(decoded.getClass()).isSameAs(object.getClass());
            assertThat(Arrays.deepEquals(new Object[] {decoded}, new Object[] {object}) || object instanceof ArrayDeque)
                    .isTrue();
        }
    }

    private static final class Empty implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean equals(Object other) {
            return other instanceof Empty;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static final class Mentions implements Serializable {
        private static final long serialVersionUID = 1L;

        final @Nullable Gadget gadget = null;
        final @Nullable Empty empty = null;
        final Gadget @Nullable [] gadgets = null;
        final @Nullable PayloadFormat format = null;
        final HashMap<String, Gadget> byName = new HashMap<>();
        final ArrayList<Empty> empties = new ArrayList<>();
    }

    private static final class Throwing implements Serializable {
        private static final long serialVersionUID = 1L;

        final int number;

        private Throwing() {
            throw new UnsupportedOperationException("is not there to be called");
        }

        Throwing(int number) {
            this.number = number;
        }
    }

    private static final class Transient implements Serializable {
        private static final long serialVersionUID = 1L;

        transient int forgotten = 5;
    }

    private static final class Resolved implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final Resolved ONLY = new Resolved();

        private Object readResolve() {
            return ONLY;
        }
    }

    /** Public, as Java serialization wants it. */
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;

        /** For Java serialization. */
        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) {}

        @Override
        public void readExternal(ObjectInput in) {}
    }

    private static final class ListOfMine extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
    }
}
