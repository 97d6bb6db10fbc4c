package io.spillway.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a key's entry is taken to be: a variable with a deadline.
 *
 * @param value the content, or null
 * @param deadline milliseconds since the epoch; of no meaning without a value
 * @param written how many calls of the cache's writer have been accounted for
 */
record Variable(@Nullable String value, long deadline, int written) {
    static final Variable ABSENT = new Variable(null, 0, 0);

    @Nullable String at(long now) {
        return value == null || deadline <= now ? null : value;
    }

    Variable without() {
        return new Variable(null, 0, written);
    }
}
