package io.spillway.codec;

import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** A key or value could not be turned into bytes, or bytes not into a key or value. */
public final class CodecException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception that says what could not be coded and what to do about it. */
    public CodecException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
