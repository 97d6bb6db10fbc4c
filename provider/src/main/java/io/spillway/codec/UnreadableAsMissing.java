package io.spillway.codec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a value that can't be read for one that isn't there: counts it, and says why, once for each reason. Its bytes stay where
 * they are, so that an application that can read them finds it again. Safe for use by any thread.
 */
public final class UnreadableAsMissing implements ValueForm {
    private static final System.Logger LOG = System.getLogger(UnreadableAsMissing.class.getName());

    private static final int MOST_REASONS = 256;
    /** What differs from value to value: numbers, what is quoted of the value itself, and identities of objects. */
    private static final Pattern OF_THE_VALUE = Pattern.compile("@[0-9a-f]+|(?<![\\w$])[0-9]+|\"[^\"]*\"|'[^']*'");

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
            sayOnce(e);
            return null;
        }
    }

    private void sayOnce(CodecException unreadable) {
        if (reasons.size() >= MOST_REASONS || !reasons.add(kind(unreadable))) {
            return;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "Cache '" + cache + "' has a value that can't be read, and does as if it had none: "
                        + unreadable.getMessage()
                        + " What is written under its key takes its place; until then it is kept. This is said once"
                        + " a reason; `when-unreadable: fail` throws instead");
        if (reasons.size() == MOST_REASONS) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cache '" + cache + "' has values that can't be read for " + MOST_REASONS
                            + " reasons; of further ones nothing is said, but they are counted");
        }
    }

    /**
     * What values that can't be read have in common: the classes that the message names, and what was thrown. A thousand values
     * of one class are one reason, however they differ; those of the next class are another.
     */
    private static String kind(CodecException unreadable) {
        return Causes.innermost(unreadable).getClass().getName() + ": "
                + OF_THE_VALUE.matcher(String.valueOf(unreadable.getMessage())).replaceAll("#");
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
