package io.spillway.tier.disk;

import java.io.IOException;

/** A store is as it was written, by a version whose format this one does not know; the message says which. */
public final class UnknownFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownFormatException(DamagedFileException cause) {
        super(cause.getMessage(), cause);
    }
}
