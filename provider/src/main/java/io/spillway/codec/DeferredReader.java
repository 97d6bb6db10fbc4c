package io.spillway.codec;

import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what another codec wrote, which is made when the first of its payloads is found: most caches find none. Safe for use
 * by any thread.
 */
public final class DeferredReader implements ValueCodec {
    private final PayloadFormat format;
    private final Supplier<ValueCodec> supplier;
    private volatile @Nullable ValueCodec made;

    /**
     * Creates a reader of a format.
     *
     * @param supplier makes the codec of that format, or throws a {@link CacheException} that says why it can't be had; may
     *     be asked more than once
     */
    public DeferredReader(PayloadFormat format, Supplier<ValueCodec> supplier) {
        this.format = format;
        this.supplier = supplier;
    }

    @Override
    public PayloadFormat format() {
        return format;
    }

    @Override
    public byte[] encode(Object object) {
        throw new UnsupportedOperationException("This codec is for reading what another configuration wrote");
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        ValueCodec codec = made;
        if (codec == null) {
            codec = make();
            made = codec;
        }
        return codec.decode(bytes, offset, length);
    }

    private ValueCodec make() {
        try {
            return supplier.get();
        } catch (CacheException e) {
            throw new CodecException(
                    "A stored object was written by another codec and can't be read: " + e.getMessage(), e);
        }
    }
}
