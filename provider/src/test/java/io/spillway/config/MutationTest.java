package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.spillway.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However a file is mangled: it is read, or refused with a {@link ConfigurationException}, and nothing else happens. */
class MutationTest {
    private static final String SOUND = """
        # a configuration that is right
        directory: /var/lib/app/spillway
        defaults: { heap: 100MB, spill-at: 80% }
        caches:
          sessions: &sessions
            key: java.lang.String
            value: byte[]
            disk: 1GB
            survives: crash
            fsync: every 100
            when-full: reject
            expiry: { idle: 5m }
            allow: [com.example.**, 'com.example.Thing']
            listeners: [com.example.Listener]
          "user*": { heap: 1.5MB, disk: none, survives: nothing, fsync: none, when-full: evict }
          again: *sessions
        """;
    private static final List<String> PIECES = List.of(
            ":",
            "\n",
            "  ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "&a ",
            "*a",
            "!!",
            "!x ",
            "'",
            "\"",
            "|",
            ">",
            "#",
            "%",
            "---\n",
            "...\n",
            "? ",
            "\t",
            "\0",
            "\u0085",
            "\uD83D\uDE00",
            "<<: ",
            "~",
            "null",
            "-1",
            "99999999999999999999GB",
            "9".repeat(400),
            "PT",
            "*",
            "none",
            "every",
            "java.lang.",
            "\\x",
            "\\uD800");

    @Property(tries = 5000)
    void mangledTextIsReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(SOUND);
        for (int i = random.nextInt(6); i >= 0; i--) {
            mangle(text, random);
        }
        readOrRefuse(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 1000)
    void mangledBytesAreReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = SOUND.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        readOrRefuse(bytes);
    }

    private static void mangle(StringBuilder text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(12));
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            case 2 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            default -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        assertThatCode(() -> {
                    ConfigurationException refusal = null;
                    try {
                        SettingsReader.read(
                                YamlText.read(new ByteArrayInputStream(bytes), "mangled"), "mangled", List.of());
                    } catch (ConfigurationException e) {
                        refusal = e;
                    }
                    if (refusal != null && !refusal.getMessage().startsWith("mangled")) {
                        throw new AssertionError("names no file", refusal);
                    }
                })
                .as("%s", new String(bytes, StandardCharsets.UTF_8))
                .doesNotThrowAnyException();
    }
}
