package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.Externalizable;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.fory.Fory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
