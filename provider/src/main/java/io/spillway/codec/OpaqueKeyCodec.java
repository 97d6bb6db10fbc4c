package io.spillway.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of which nothing but the bytes is known: for tools, which don't have the classes of a cache's keys. The object that
 * stands for a key is a {@link ByteBuffer} of its bytes. Safe for use by any thread.
 *
 * <p>For {@linkplain EncodedKey#canonical() canonical} keys this is as good as the cache's own codec. Others are told apart by
 * their bytes, which may differ where the keys are equal.
 */
public final class OpaqueKeyCodec implements KeyCodec {
    @Override
    public EncodedKey encode(Object key) {
        byte[] bytes = new byte[((ByteBuffer) key).remaining()];
        ((ByteBuffer) key).duplicate().get(bytes);
        return decode(bytes);
    }

    @Override
    public EncodedKey decode(byte[] bytes) {
        return new OpaqueKey(bytes);
    }

    private static final class OpaqueKey extends EncodedKey {
        private final boolean canonical;

        OpaqueKey(byte[] bytes) {
            super(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), bytes, PayloadKeyCodec.hash(bytes));
            PlainTypes type = bytes.length == 0 ? null : PlainTypes.tagged(bytes[0]);
            this.canonical = type != null && type.isImmutable();
        }

        @Override
        public boolean canonical() {
            return canonical;
        }

        @Override
        public boolean matches(byte[] other) {
            return Arrays.equals(bytes(), other);
        }
    }
}
