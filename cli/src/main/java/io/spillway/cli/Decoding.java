package io.spillway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.Codec;
import io.spillway.codec.ClassPolicy;
import io.spillway.codec.CodecException;
import io.spillway.codec.Envelope;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.JsonCodec;
import io.spillway.codec.ObjectCodec;
import io.spillway.codec.OwnCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.ValueCodec;
import io.spillway.tier.StoreSnapshot.Item;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes readable what can be made so, and Base64 of the rest. For one thread. */
final class Decoding implements Closeable {
    /** Deeper ones are shown as their text. */
    private static final int MOST_LEVELS = 32;

    /** Of another class nobody knows what it would be in JSON, if anything. */
    private static final Set<Class<?>> NUMBERS = Set.of(
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class);

    private final URLClassLoader loader;
    private final PayloadCodec payloads;
    private final ObjectMapper json = new ObjectMapper();
    private long opaque;
    private @Nullable String firstReason;

    private Decoding(URLClassLoader loader, PayloadCodec payloads) {
        this.loader = loader;
        this.payloads = payloads;
    }

    static Decoding of(List<Path> classpath, List<String> allow, @Nullable String codec) throws IOException {
        URL[] urls = new URL[classpath.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classpath.get(i).toUri().toURL();
        }
        URLClassLoader loader = new URLClassLoader(urls, Decoding.class.getClassLoader());
        try {
            ClassPolicy policy = new ClassPolicy("(exported)", List.of(), allow);
            List<ValueCodec> others = new ArrayList<>(List.of(
                    new ObjectCodec(loader, policy), new JsonCodec(loader, policy, Object.class, Object.class)));
            if (codec != null) {
                others.add(new OwnCodec(own(codec, loader), loader));
            }
            return new Decoding(
                    loader, new PayloadCodec(new JavaCodec(loader, policy), others.toArray(new ValueCodec[0])));
        } catch (ReflectiveOperationException | ClassCastException e) {
            loader.close();
            throw new IOException("The codec " + codec + " can't be used: " + e, e);
        }
    }

    private static Codec own(String name, ClassLoader loader) throws ReflectiveOperationException {
        return Class.forName(name, true, loader)
                .asSubclass(Codec.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** An entry as one line of JSON. */
    String line(Item item) {
        Envelope entry = item.entry();
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("key", readable(item.key()));
        line.put("value", readable(entry.payload()));
        line.put("created", Instant.ofEpochMilli(entry.created()).toString());
        if (entry.deadline() != Envelope.ETERNAL) {
            line.put("expires", Instant.ofEpochMilli(entry.deadline()).toString());
        }
        line.put("version", entry.version());
        try {
            return json.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Object readable(byte[] payload) {
        try {
            return plain(payloads.decode(payload), 0);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // It may come from what the user's classes do when they are asked for their text or their elements.
            opaque++;
            String reason = e instanceof CodecException ? String.valueOf(e.getMessage()) : e.toString();
            firstReason = firstReason == null ? reason : firstReason;
            return opaque(payload);
        }
    }

    /** The bytes, as the codec made them, and the class that they name where that can be seen. */
    private static Map<String, Object> opaque(byte[] payload) {
        byte[] plain;
        try {
            plain = PayloadCodec.uncompressed(payload);
        } catch (CodecException e) {
            plain = payload;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        SerializedClass.nameIn(plain).ifPresent(name -> shown.put("class", name));
        shown.put("base64", Base64.getEncoder().encodeToString(plain));
        return shown;
    }

    /** What JSON has words for stays; of other objects their class and text are shown. */
    private static @Nullable Object plain(@Nullable Object value, int depth) {
        if (value == null
                || NUMBERS.contains(value.getClass())
                || value instanceof String
                || value instanceof Boolean) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return Map.of("bytes", Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof Map<?, ?> map && depth < MOST_LEVELS) {
            return plainMap(map, depth);
        }
        if (value instanceof Collection<?> collection && depth < MOST_LEVELS) {
            List<@Nullable Object> plain = new ArrayList<>();
            collection.forEach(one -> plain.add(plain(one, depth + 1)));
            return plain;
        }
        return Map.of("class", value.getClass().getName(), "text", String.valueOf(value));
    }

    /** A map by strings is an object; another is a list of pairs, as its keys may be of the same text. */
    private static Object plainMap(Map<?, ?> map, int depth) {
        if (map.keySet().stream().allMatch(String.class::isInstance)) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, one) -> plain.put((String) key, plain(one, depth + 1)));
            return plain;
        }
        List<Map<String, @Nullable Object>> pairs = new ArrayList<>();
        map.forEach((key, one) -> {
            Map<String, @Nullable Object> pair = new LinkedHashMap<>();
            pair.put("key", plain(key, depth + 1));
            pair.put("value", plain(one, depth + 1));
            pairs.add(pair);
        });
        return pairs;
    }

    /** What could not be made readable, if anything. */
    Optional<String> complaint() {
        return opaque == 0
                ? Optional.empty()
                : Optional.of(
                        "spillway: " + opaque + " keys or values are shown in Base64; the first as: " + firstReason);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
