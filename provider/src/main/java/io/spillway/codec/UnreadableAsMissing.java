package io.spillway.codec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes a value that can't be read for one that isn't there: counts it, and says why, once for each reason. Its bytes stay where
 * they are, so that an application that can read them finds it again. Safe for use by any thread.
 */
public final class UnreadableAsMissing implements ValueForm {
    private static final System.Logger LOG = System.getLogger(UnreadableAsMissing.class.getName());

    private static final int MOST_REASONS = 16;

    private final ValueForm form;
    private final String cache;
    private final Runnable counter;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    /**
     * Creates a form.
     *
     * @param form holds the values
     * @param cache the cache's name, for the log
     * @param counter run for each value that can't be read
     */
    public UnreadableAsMissing(ValueForm form, String cache, Runnable counter) {
        this.form = form;
        this.cache = cache;
        this.counter = counter;
    }

    @Override
    public Object hold(Object value) {
        return form.hold(value);
    }

    @Override
    public @Nullable Object reveal(Object held) {
        try {
            return form.reveal(held);
        } catch (CodecException e) {
            counter.run();
            String reason = String.valueOf(e.getMessage());
            if (reasons.size() < MOST_REASONS && reasons.add(reason)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Cache '" + cache + "' has a value that can't be read, and does as if it had none: " + reason
                                + " What is written under its key takes its place; until then it is kept. This is said once"
                                + " a reason; `when-unreadable: fail` throws instead");
            }
            return null;
        }
    }

    @Override
    public boolean hidesUnreadable() {
        return true;
    }

    @Override
    public byte[] payload(Object held) {
        return form.payload(held);
    }

    @Override
    public Object holdPayload(byte[] payload) {
        return form.holdPayload(payload);
    }
}
