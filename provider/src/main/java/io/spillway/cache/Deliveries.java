package io.spillway.cache;

import io.spillway.tier.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts off what a call has to deliver to listeners until its thread has given back all tickets.
 *
 * <p>A call that a loader, writer or entry processor makes, to this cache or to another, runs under the ticket of the call
 * that it is part of. So that no listener is waited for with a ticket in hand, its deliveries are put off to the end of the
 * outermost call; all go out in the order in which they came up, which is what keeps deliveries of several threads from
 * waiting for each other in a circle.
 */
final class Deliveries {
    /** Those of the call that this thread is in; a static one, but empty between calls. */
    private static final ThreadLocal<@Nullable List<Runnable>> UNDER_WAY = new ThreadLocal<>();

    private Deliveries() {}

    /**
     * Does some work, then what it put off; also when it fails, since what it did until then has happened. Throws what the
     * work threw, else what the first delivery that failed threw, after all have been made.
     *
     * @param work is handed where to put deliveries off to
     */
    static <R extends @Nullable Object> R after(Function<Consumer<Runnable>, R> work) {
        List<Runnable> outer = UNDER_WAY.get();
        if (outer != null) {
            return work.apply(outer::add);
        }
        List<Runnable> deliveries = new ArrayList<>(2);
        UNDER_WAY.set(deliveries);
        R result;
        try {
            result = work.apply(deliveries::add);
        } catch (RuntimeException | Error e) {
            UNDER_WAY.remove();
            try {
                make(deliveries);
            } catch (RuntimeException listenerFailure) {
                e.addSuppressed(listenerFailure);
            }
            throw e;
        }
        UNDER_WAY.remove();
        make(deliveries);
        return result;
    }

    private static void make(List<Runnable> deliveries) {
        if (!deliveries.isEmpty()) {
            Failures failures = new Failures();
            deliveries.forEach(failures::attempt);
            failures.rethrow();
        }
    }
}
