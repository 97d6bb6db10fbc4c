package io.spillway;

import javax.cache.CacheException;

/** There is no session to change: there was none of this id, or it has expired, or it was terminated. */
public final class SessionNotFoundException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception that says what was to be done. */
    public SessionNotFoundException(String message) {
        super(message);
    }
}
