package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The filter that an administrator sets for the whole JVM holds for stored objects, too. */
class SerialFilterTest {
    /** Run in a JVM of its own, which has such a filter. */
    public static final class Child {
        private Child() {}

        /** Encodes and decodes a value of a class that is refused, and one of another. */
        public static void main(String[] args) {
            JavaCodec codec =
                    new JavaCodec(Child.class.getClassLoader(), new ClassPolicy("cache", List.of(), List.of()));
            System.out.println(decode(codec, new java.util.ArrayList<>(List.of(1))));
            System.out.println(decode(codec, new BitSet(3)));
        }

        private static String decode(JavaCodec codec, Object value) {
            byte[] bytes = codec.encode(value);
            try {
                return "decoded " + codec.decode(bytes, 0, bytes.length);
            } catch (CodecException e) {
                return "refused";
            }
        }
    }

    @Test
    void refusesWhatTheJvmsFilterRefuses() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Djdk.serialFilter=!java.util.BitSet",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isZero();
        assertThat(output.lines()).containsExactly("decoded [1]", "refused");
    }
}
