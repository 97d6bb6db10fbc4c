package io.spillway.provider;

import org.jspecify.annotations.Nullable;

/** What a call does to an entry. */
record Effect(Kind kind, @Nullable String value) {
    enum Kind {
        NONE,
        ACCESS,
        /** Comes from the loader, and is not written. */
        LOAD,
        PUT,
        /** Removes, and the writer hears of it. */
        REMOVE,
        /** Removes, and the writer does not hear of it. */
        CLEAR
    }

    static final Effect NONE = new Effect(Kind.NONE, null);
    static final Effect ACCESS = new Effect(Kind.ACCESS, null);
    static final Effect REMOVE = new Effect(Kind.REMOVE, null);
    static final Effect CLEAR = new Effect(Kind.CLEAR, null);

    static Effect put(String value) {
        return new Effect(Kind.PUT, value);
    }

    static Effect load(String value) {
        return new Effect(Kind.LOAD, value);
    }
}
