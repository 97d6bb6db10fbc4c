package io.spillway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says of where Redis is.
 *
 * @param address the server's URI, {@code redis:} or {@code rediss:}; null where there is a file
 * @param file the path or URI of a file with Redisson's own configuration; null where there is an address
 */
public record RedisPlace(@Nullable String address, @Nullable String file) {
    static final String EXPECTED =
            "{ address: redis://host:6379 }, or { file: redisson.yaml } for all that Redisson knows";

    private static final ValueType<String> ADDRESS = ValueType.word(
            "address", "", "an address such as redis://localhost:6379", RedisPlace::address, String::valueOf);
    private static final ValueType<String> FILE =
            ValueType.word("file", "", "the path of a file, or its URI", RedisPlace::file, String::valueOf);

    /** What may be said, one of them. */
    static Map<String, ValueType<?>> parts() {
        return ValueTypes.parts("address", ADDRESS, "file", FILE);
    }

    static RedisPlace read(Element element) {
        if (element.isNothing() || element.isScalar()) {
            throw element.problem("this does not say where Redis is; write " + EXPECTED);
        }
        @Nullable String address = null;
        @Nullable String file = null;
        for (Element.Entry entry : element.entries(EXPECTED).values()) {
            switch (entry.name()) {
                case "address" -> address = ADDRESS.read(entry.value());
                case "file" -> file = FILE.read(entry.value());
                default ->
                    throw entry.location()
                            .problem(Vocabulary.unknown(parts().keySet(), entry.name()) + "; write " + EXPECTED);
            }
        }
        if ((address == null) == (file == null)) {
            throw element.problem("there must be an address or a file, and not both; write " + EXPECTED);
        }
        return new RedisPlace(address, file);
    }

    private static String address(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("redis") && !scheme.equals("rediss")) {
                throw new IllegalArgumentException("does not begin with redis:// or rediss://");
            }
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("names no host");
            }
            return text;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a URI (" + e.getReason() + ")", e);
        }
    }

    private static String file(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return text;
    }

    /** As a file would say it, with the password. */
    static String write(RedisPlace place) {
        return place.address != null
                ? "{ address: " + YamlText.word(place.address) + " }"
                : "{ file: " + YamlText.word(String.valueOf(place.file)) + " }";
    }
}
