package io.spillway.config;

import static io.spillway.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.ConfigurationException;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClassReferenceTest {
    private final ClassLoader loader = getClass().getClassLoader();

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("java.lang.String", String.class),
                Arguments.of("byte[]", byte[].class),
                Arguments.of("long[][]", long[][].class),
                Arguments.of("java.lang.String[]", String[].class),
                Arguments.of("java.util.Map$Entry", java.util.Map.Entry.class));
    }

    @ParameterizedTest
    @MethodSource("names")
    void loadsWhatTheFileNames(String name, Class<?> type) {
        assertThat(value("'" + name + "'").load(loader)).isEqualTo(type);
    }

    @Test
    void saysWhereAMissingClassIsNamed() {
        ClassReference missing = value("com.example.Missing");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> missing.load(loader))
                .withMessage("spillway.yaml, line 1, column 23: caches.s.value: the class com.example.Missing cannot be"
                        + " loaded; write its full name, package included, and make sure that the cache manager's class"
                        + " loader finds it")
                .withCauseInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void makesInstances() {
        assertThat(value("java.util.ArrayList").instantiate(loader)).isInstanceOf(ArrayList.class);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> value("java.lang.Integer").instantiate(loader))
                .withMessageEndingWith(
                        "java.lang.Integer must be a public class with a public constructor without" + " parameters");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> value(Failing.class.getName()).instantiate(loader))
                .withMessageEndingWith("failed: java.lang.IllegalStateException: no")
                .withCauseInstanceOf(IllegalStateException.class);
    }

    private static ClassReference value(String name) {
        return read("caches: { s: { value: " + name + " } }")
                .forCache("s")
                .standard()
                .value();
    }

    /** A class that cannot be made. */
    public static final class Failing {
        /** Always throws. */
        public Failing() {
            throw new IllegalStateException("no");
        }
    }
}
