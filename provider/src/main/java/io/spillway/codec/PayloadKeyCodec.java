package io.spillway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Encodes keys as payloads. Safe for use by any thread. */
public final class PayloadKeyCodec implements KeyCodec {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME_1 = 0x9E3779B97F4A7C15L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;

    private final PayloadCodec codec;

    /** Creates a key codec on a cache's payload codec. */
    public PayloadKeyCodec(PayloadCodec codec) {
        this.codec = codec;
    }

    @Override
    public EncodedKey encode(Object key) {
        return of(key, codec.encodeKey(key));
    }

    @Override
    public EncodedKey decode(byte[] bytes) {
        return of(codec.decode(bytes), bytes);
    }

    private EncodedKey of(Object key, byte[] bytes) {
        return codec.isCanonical(key)
                ? new CanonicalKey(key, bytes, hash(bytes))
                : new HashedKey(key, bytes, mix(hashCode(key) * PRIME_1), codec);
    }

    /** A class of the user's may have changed, and find fields without a value where there was one. */
    private static int hashCode(Object key) {
        try {
            return key.hashCode();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw unusable(key, "hashCode", e);
        }
    }

    private static CodecException unusable(Object key, String method, Throwable thrown) {
        return new CodecException(
                "A key can't be used: the method " + method + " of "
                        + key.getClass().getName() + " throws " + thrown
                        + ". It has to work for each key that was ever stored, whatever fields its class had then",
                thrown);
    }

    /** Eight bytes at a time, each multiplied in and folded down, then mixed; stable, as files depend on it. */
    public static long hash(byte[] bytes) {
        long hash = bytes.length * PRIME_2;
        int i = 0;
        for (; i + 8 <= bytes.length; i += 8) {
            hash = fold(hash, (long) LONGS.get(bytes, i));
        }
        long rest = 0;
        for (; i < bytes.length; i++) {
            rest = (rest << 8) | (bytes[i] & 0xFF);
        }
        return mix(fold(hash, rest));
    }

    private static long fold(long hash, long word) {
        long product = (hash ^ word) * PRIME_1;
        return Long.rotateLeft(product, 29) * PRIME_2 + word;
    }

    private static long mix(long hash) {
        long h = hash;
        h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
        h = (h ^ (h >>> 29)) * 0xFF51AFD7ED558CCDL;
        return h ^ (h >>> 32);
    }

    private static final class CanonicalKey extends EncodedKey {
        CanonicalKey(Object key, byte[] bytes, long hash) {
            super(key, bytes, hash);
        }

        @Override
        public boolean canonical() {
            return true;
        }

        @Override
        public boolean matches(byte[] other) {
            return Arrays.equals(bytes(), other);
        }
    }

    /** A key whose bytes say less than its {@code equals}. */
    private static final class HashedKey extends EncodedKey {
        private final PayloadCodec codec;

        HashedKey(Object key, byte[] bytes, long hash, PayloadCodec codec) {
            super(key, bytes, hash);
            this.codec = codec;
        }

        @Override
        public boolean canonical() {
            return false;
        }

        @Override
        public boolean matches(byte[] other) {
            if (Arrays.equals(bytes(), other)) {
                return true;
            }
            Object decoded;
            try {
                decoded = codec.decode(other);
            } catch (CodecException e) {
                // A key that can't be read any more can't be asked for either.
                return false;
            }
            try {
                return key().equals(decoded);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw unusable(key(), "equals", e);
            }
        }
    }
}
