package io.spillway.tier;

/** There is no room in a tier for an entry; nothing has been changed by the call that says so. */
public final class TierFullException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates an exception that says which tier is full, how full, and what to do. */
    public TierFullException(String message) {
        super(message);
    }
}
