package io.spillway.provider;

import java.util.ArrayList;
import java.util.List;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * How calls change a variable, as JSR-107 and a cache's configuration have it.
 *
 * @param expiry tells the deadlines
 * @param evicts whether an entry may vanish at any time
 * @param written what the writer was called with for this key, in order; null without a writer
 */
record Rules(ExpiryPolicy expiry, boolean evicts, @Nullable List<String> written) {
    /**
     * All that the variable can be after a call that returned what it returned; empty if it can't have.
     *
     * <p>The clock may move during a call, which looks at it once to see whether the entry is there, and once more for the
     * new deadline.
     */
    List<Variable> after(Variable before, History.Call call) {
        List<Variable> after = new ArrayList<>();
        add(after, before, call);
        if (evicts && before.value() != null) {
            add(after, before.without(), call);
        }
        return after;
    }

    private void add(List<Variable> after, Variable before, History.Call call) {
        for (long looked : call.clock()) {
            String old = before.at(looked);
            for (Effect effect : call.behaviour().effects(old, call.result())) {
                for (long now : call.clock()) {
                    Variable changed = now < looked ? null : apply(effect, before, old, now);
                    if (changed != null && !after.contains(changed)) {
                        after.add(changed);
                    }
                }
            }
        }
    }

    /** Whether nothing is left that the writer was called with. */
    boolean isComplete(Variable end) {
        return written == null || end.written() == written.size();
    }

    private @Nullable Variable apply(Effect effect, Variable before, @Nullable String old, long now) {
        Variable present = old == null ? before.without() : before;
        return switch (effect.kind()) {
            case NONE -> present;
            case ACCESS -> moved(present, expiry.getExpiryForAccess(), now);
            case LOAD -> put(present, effect.value(), now);
            case PUT -> {
                Variable logged = log(present, "write " + effect.value());
                yield logged == null ? null : put(logged, effect.value(), now);
            }
            case REMOVE -> {
                Variable logged = log(present, "delete");
                yield logged == null ? null : logged.without();
            }
            case CLEAR -> present.without();
        };
    }

    private Variable put(Variable present, @Nullable String value, long now) {
        Duration duration = present.value() == null ? expiry.getExpiryForCreation() : expiry.getExpiryForUpdate();
        return moved(new Variable(value, present.deadline(), present.written()), duration, now);
    }

    private static Variable moved(Variable variable, @Nullable Duration duration, long now) {
        if (variable.value() == null || duration == null) {
            return variable;
        }
        return duration.isZero()
                ? variable.without()
                : new Variable(variable.value(), duration.getAdjustedTime(now), variable.written());
    }

    /** The variable with one more call of the writer accounted for; null if the writer was called with something else. */
    private @Nullable Variable log(Variable variable, String expected) {
        if (written == null) {
            return variable;
        }
        int next = variable.written();
        return next < written.size() && written.get(next).equals(expected)
                ? new Variable(variable.value(), variable.deadline(), next + 1)
                : null;
    }
}
