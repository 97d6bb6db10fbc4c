package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
                .withMessageContaining("would be read as one");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> of(Map.class, List.of()).encode(new HashMap<>(Map.of("n", 5L))))
                .withMessageContaining("not equal");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> of(List.class, List.of()).encode(new ArrayList<>(List.of(new Gadget()))))
                .withMessageContaining("not equal");
    }

    @Test
    void keepsMapsAndListsOfWhatJsonKnows() {
        JsonCodec codec = of(Map.class, List.of());
        Map<String, Object> map =
                new HashMap<>(Map.of("s", "t", "i", 5, "b", true, "d", 1.5, "l", List.of("a", Map.of())));
        byte[] bytes = codec.encode(map);
        assertThat(codec.decode(bytes, 0, bytes.length)).isEqualTo(map);
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
