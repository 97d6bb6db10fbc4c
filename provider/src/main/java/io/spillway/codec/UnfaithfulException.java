package io.spillway.codec;

/** A codec would not give back what it was given. Expected, and cheap: it has no stack trace. */
final class UnfaithfulException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfaithfulException(String message) {
        super(message, null, false, false);
    }
}
