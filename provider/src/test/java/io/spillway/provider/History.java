package io.spillway.provider;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one key, by several threads: calls with the times at which they began and ended, and what they returned.
 *
 * <p>The history is linearizable if the calls can be put into one order that respects the times (of two calls, one that ended
 * before the other began comes first) and in which each returns what a plain variable would have had it return.
 */
final class History {
    /** What a call does to a variable: given its content, what it returns and what it leaves. */
    record Step(@Nullable Object result, @Nullable String content) {}

    record Call(
            String name,
            Function<@Nullable String, Step> model,
            @Nullable Object result,
            long began,
            long ended) {
        @Override
        public String toString() {
            return name + " -> " + result + " [" + began + ", " + ended + "]";
        }
    }

    private final List<Call> calls = new ArrayList<>();

    synchronized void add(Call call) {
        calls.add(call);
    }

    /** Whether there is such an order, starting from an absent entry. */
    boolean isLinearizable() {
        return search(new BitSet(), null, new HashSet<>());
    }

    private boolean search(BitSet done, @Nullable String content, Set<List<@Nullable Object>> seen) {
        if (done.cardinality() == calls.size()) {
            return true;
        }
        if (!seen.add(java.util.Arrays.asList(done.clone(), content))) {
            return false;
        }
        long earliestEnd = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            earliestEnd = Math.min(earliestEnd, calls.get(i).ended());
        }
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            Call call = calls.get(i);
            if (call.began() <= earliestEnd) {
                Step step = call.model().apply(content);
                if (Objects.equals(step.result(), call.result())) {
                    done.set(i);
                    if (search(done, step.content(), seen)) {
                        return true;
                    }
                    done.clear(i);
                }
            }
        }
        return false;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        calls.stream()
                .sorted(java.util.Comparator.comparingLong(Call::began))
                .forEach(call -> text.append(call).append('\n'));
        return text.toString();
    }
}
