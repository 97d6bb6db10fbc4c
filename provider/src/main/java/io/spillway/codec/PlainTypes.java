package io.spillway.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The well-known types, each with an encoding of its own: small, fast, and free of class names.
 *
 * <p>A payload of one of these types starts with the type's tag. All of them except {@code byte[]} are immutable, and for
 * those equal values have equal bytes and unequal values have unequal bytes, in every run. Tags are part of the file
 * format: they are never reused.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum PlainTypes {
    STRING(1, String.class, PlainTypes::encodeString, b -> UTF_8.decode(b).toString()),
    /** For strings with unpaired surrogates, which UTF-8 can't express. */
    STRING_UTF16(2, null, s -> encodeUtf16((String) s), b -> b.asCharBuffer().toString()),
    INTEGER(3, Integer.class, v -> ByteBuffer.allocate(4).putInt((Integer) v).array(), ByteBuffer::getInt),
    LONG(4, Long.class, v -> ByteBuffer.allocate(8).putLong((Long) v).array(), ByteBuffer::getLong),
    SHORT(5, Short.class, v -> ByteBuffer.allocate(2).putShort((Short) v).array(), ByteBuffer::getShort),
    BYTE(6, Byte.class, v -> new byte[] {(Byte) v}, ByteBuffer::get),
    CHARACTER(
            7,
            Character.class,
            v -> ByteBuffer.allocate(2).putChar((Character) v).array(),
            ByteBuffer::getChar),
    BOOLEAN(8, Boolean.class, v -> new byte[] {(byte) ((Boolean) v ? 1 : 0)}, b -> b.get() != 0),
    FLOAT(
            9,
            Float.class,
            v -> ByteBuffer.allocate(4).putInt(Float.floatToIntBits((Float) v)).array(),
            ByteBuffer::getFloat),
    DOUBLE(
            10,
            Double.class,
            v -> ByteBuffer.allocate(8)
                    .putLong(Double.doubleToLongBits((Double) v))
                    .array(),
            ByteBuffer::getDouble),
    BIG_INTEGER(11, BigInteger.class, v -> ((BigInteger) v).toByteArray(), b -> new BigInteger(remaining(b))),
    BIG_DECIMAL(12, BigDecimal.class, v -> encodeBigDecimal((BigDecimal) v), PlainTypes::decodeBigDecimal),
    UUID_(13, UUID.class, v -> encodeUuid((UUID) v), b -> new UUID(b.getLong(), b.getLong())),
    INSTANT(14, Instant.class, v -> encodeInstant((Instant) v), b -> Instant.ofEpochSecond(b.getLong(), b.getInt())),
    DURATION(15, Duration.class, v -> encodeDuration((Duration) v), b -> Duration.ofSeconds(b.getLong(), b.getInt())),
    LOCAL_DATE(
            16,
            LocalDate.class,
            v -> ByteBuffer.allocate(8).putLong(((LocalDate) v).toEpochDay()).array(),
            b -> LocalDate.ofEpochDay(b.getLong())),
    LOCAL_TIME(
            17,
            LocalTime.class,
            v -> ByteBuffer.allocate(8).putLong(((LocalTime) v).toNanoOfDay()).array(),
            b -> LocalTime.ofNanoOfDay(b.getLong())),
    LOCAL_DATE_TIME(
            18,
            LocalDateTime.class,
            v -> encodeLocalDateTime((LocalDateTime) v),
            b -> LocalDateTime.of(LocalDate.ofEpochDay(b.getLong()), LocalTime.ofNanoOfDay(b.getLong()))),
    BYTES(19, byte[].class, v -> (byte[]) v, PlainTypes::remaining);

    private static final @Nullable PlainTypes[] BY_TAG = new PlainTypes[32];
    private static final Map<Class<?>, PlainTypes> BY_CLASS = new HashMap<>();

    static {
        for (PlainTypes type : values()) {
            BY_TAG[type.tag] = type;
            if (type.javaType != null) {
                BY_CLASS.put(type.javaType, type);
            }
        }
    }

    private final byte tag;
    private final @Nullable Class<?> javaType;
    private final Function<Object, byte[]> encoder;
    private final Function<ByteBuffer, Object> decoder;

    PlainTypes(
            int tag,
            @Nullable Class<?> javaType,
            Function<Object, byte[]> encoder,
            Function<ByteBuffer, Object> decoder) {
        this.tag = (byte) tag;
        this.javaType = javaType;
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /** The type of exactly this class, or null if it isn't well known. */
    static @Nullable PlainTypes of(Object value) {
        return BY_CLASS.get(value.getClass());
    }

    /** The type with this tag, or null if there is none. */
    static @Nullable PlainTypes tagged(byte tag) {
        return tag >= 0 && tag < BY_TAG.length ? BY_TAG[tag] : null;
    }

    static boolean isImmutable(Class<?> type) {
        return type != byte[].class && BY_CLASS.containsKey(type);
    }

    boolean isImmutable() {
        return this != BYTES;
    }

    /** The payload, tag included. */
    byte[] encode(Object value) {
        byte[] body = encoder.apply(value);
        PlainTypes type = this;
        if (this == STRING && isTruncated((String) value, body)) {
            type = STRING_UTF16;
            body = encodeUtf16((String) value);
        }
        byte[] payload = new byte[body.length + 1];
        payload[0] = type.tag;
        System.arraycopy(body, 0, payload, 1, body.length);
        return payload;
    }

    /** The value of a payload of this type. */
    Object decode(byte[] payload) {
        return decoder.apply(ByteBuffer.wrap(payload, 1, payload.length - 1).slice());
    }

    private static byte[] encodeString(Object string) {
        return ((String) string).getBytes(UTF_8);
    }

    /** Whether UTF-8 replaced an unpaired surrogate; pure ASCII, the usual case, is seen from the length alone. */
    private static boolean isTruncated(String string, byte[] utf8) {
        return utf8.length == string.length() ? hasSurrogate(string, utf8) : !new String(utf8, UTF_8).equals(string);
    }

    /** An unpaired surrogate becomes one question mark, so the lengths alone don't show it. */
    private static boolean hasSurrogate(String string, byte[] utf8) {
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '?' && string.charAt(i) != '?') {
                return true;
            }
        }
        return false;
    }

    private static byte[] encodeUtf16(String string) {
        ByteBuffer bytes = ByteBuffer.allocate(string.length() * 2);
        bytes.asCharBuffer().put(string);
        return bytes.array();
    }

    private static byte[] encodeBigDecimal(BigDecimal number) {
        byte[] unscaled = number.unscaledValue().toByteArray();
        return ByteBuffer.allocate(4 + unscaled.length)
                .putInt(number.scale())
                .put(unscaled)
                .array();
    }

    private static BigDecimal decodeBigDecimal(ByteBuffer bytes) {
        int scale = bytes.getInt();
        return new BigDecimal(new BigInteger(remaining(bytes)), scale);
    }

    private static byte[] encodeUuid(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static byte[] encodeInstant(Instant instant) {
        return secondsAndNanos(instant.getEpochSecond(), instant.getNano());
    }

    private static byte[] encodeDuration(Duration duration) {
        return secondsAndNanos(duration.getSeconds(), duration.getNano());
    }

    private static byte[] secondsAndNanos(long seconds, int nanos) {
        return ByteBuffer.allocate(12).putLong(seconds).putInt(nanos).array();
    }

    private static byte[] encodeLocalDateTime(LocalDateTime dateTime) {
        return ByteBuffer.allocate(16)
                .putLong(dateTime.toLocalDate().toEpochDay())
                .putLong(dateTime.toLocalTime().toNanoOfDay())
                .array();
    }

    private static byte[] remaining(ByteBuffer bytes) {
        int start = bytes.arrayOffset() + bytes.position();
        return Arrays.copyOfRange(bytes.array(), start, start + bytes.remaining());
    }
}
