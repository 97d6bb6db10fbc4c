package io.spillway.codec;

import java.io.InvalidClassException;

/** Stored bytes name a class that may not be instantiated. */
final class RefusedClassException extends InvalidClassException {
    private static final long serialVersionUID = 1L;

    RefusedClassException(String message) {
        super(message);
    }
}
