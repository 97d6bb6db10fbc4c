package io.spillway.provider;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one key, by several threads: calls with the times at which they began and ended, and what they returned.
 *
 * <p>The history is linearizable if the calls can be put into one order that respects the times (of two calls, one that ended
 * before the other began comes first) and in which each returns what a plain variable would have had it return.
 */
final class History {
    /** What a call does, given what is there and what it returned. */
    interface Behaviour {
        /** What the call may have done; empty if with that entry it can't have returned that. */
        List<Effect> effects(@Nullable String old, @Nullable Object result);
    }

    /**
     * One call.
     *
     * @param clock all that the cache's clock told while it went on
     * @param began {@link System#nanoTime}
     * @param ended the same
     */
    record Call(String name, Behaviour behaviour, @Nullable Object result, List<Long> clock, long began, long ended) {
        @Override
        public String toString() {
            return name + " -> " + result + " [" + began + ", " + ended + "] clock " + clock;
        }
    }

    private final List<Call> calls = new ArrayList<>();

    synchronized void add(Call call) {
        calls.add(call);
    }

    synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Whether there is such an order, starting from an absent entry. */
    boolean isLinearizable(Rules rules) {
        return new Search(calls(), rules).from(new BitSet(), Variable.ABSENT);
    }

    private record State(BitSet done, Variable variable) {}

    private static final class Search {
        private final List<Call> calls;
        private final Rules rules;
        private final Set<State> seen = new HashSet<>();

        Search(List<Call> calls, Rules rules) {
            this.calls = calls;
            this.rules = rules;
        }

        boolean from(BitSet done, Variable variable) {
            if (done.cardinality() == calls.size()) {
                return rules.isComplete(variable);
            }
            if (!seen.add(new State((BitSet) done.clone(), variable))) {
                return false;
            }
            long earliestEnd = Long.MAX_VALUE;
            for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
                earliestEnd = Math.min(earliestEnd, calls.get(i).ended());
            }
            for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
                Call call = calls.get(i);
                if (call.began() <= earliestEnd) {
                    done.set(i);
                    for (Variable after : rules.after(variable, call)) {
                        if (from(done, after)) {
                            return true;
                        }
                    }
                    done.clear(i);
                }
            }
            return false;
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        calls().stream()
                .sorted(Comparator.comparingLong(Call::began))
                .forEach(call -> text.append(call).append('\n'));
        return text.toString();
    }
}
