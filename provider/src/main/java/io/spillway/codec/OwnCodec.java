package io.spillway.codec;

import io.spillway.Codec;
import java.util.Arrays;

/** A user's own codec, held to its contract. Safe for use by any thread, as that must be. */
public final class OwnCodec implements ValueCodec {
    private final Codec codec;
    private final ClassLoader loader;

    /** Creates a codec that leaves the work to {@code codec}, which finds classes through {@code loader}. */
    public OwnCodec(Codec codec, ClassLoader loader) {
        this.codec = codec;
        this.loader = loader;
    }

    @Override
    public PayloadFormat format() {
        return PayloadFormat.OWN;
    }

    @Override
    @SuppressWarnings("ConstantValue") // what users return is not checked by a compiler
    public byte[] encode(Object object) {
        try {
            byte[] bytes = codec.encode(object);
            if (bytes != null) {
                return bytes;
            }
        } catch (Exception | StackOverflowError e) {
            throw new CodecException(
                    "A " + object.getClass().getName() + " can't be stored by value: the codec " + name() + " threw "
                            + e,
                    e);
        }
        throw new CodecException(
                "The codec " + name() + " made null of a " + object.getClass().getName(), null);
    }

    @Override
    @SuppressWarnings("ConstantValue") // what users return is not checked by a compiler
    public Object decode(byte[] bytes, int offset, int length) {
        try {
            Object decoded = codec.decode(Arrays.copyOfRange(bytes, offset, offset + length), loader);
            if (decoded != null) {
                return decoded;
            }
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw new CodecException("A stored object can't be read: the codec " + name() + " threw " + e, e);
        }
        throw new CodecException("The codec " + name() + " made null of a stored object", null);
    }

    private String name() {
        return codec.getClass().getName();
    }
}
