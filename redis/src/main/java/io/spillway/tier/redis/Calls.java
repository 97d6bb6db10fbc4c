package io.spillway.tier.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.spillway.tier.Flight;
import io.spillway.tier.redis.NoAnswer.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisClusterDownException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisLoadingException;
import org.redisson.client.RedisMasterDownException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisTimeoutException;

/**
 * Calls Redis, each call within a deadline. After several that had no answer no more are made, but for those of the
 * background that look whether the server is back. Safe for use by any thread.
 *
 * <p>An error is an answer: the server is there, and the next call may fare better. It is none if it says that the server can't
 * serve anybody, as it is just loading its data.
 */
final class Calls {
    private static final int WINDOW = 16;
    private static final int FEWEST_CALLS = 4;
    private static final float FAILED_PERCENT = 50;

    private final CircuitBreaker breaker;
    private final String server;
    private final InstantSource clock;
    /** Guarded by this object. */
    private Flight.Span outage = Flight.Span.NONE;

    private volatile @Nullable Instant awaySince;

    /** The calls of a server of which nothing is known yet: none are made. */
    Calls(String server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
        breaker = CircuitBreaker.of(
                "redis",
                CircuitBreakerConfig.custom()
                        .slidingWindow(
                                WINDOW,
                                FEWEST_CALLS,
                                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED,
                                CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .failureRateThreshold(FAILED_PERCENT)
                        // The background closes it: callers need not find out by waiting.
                        .waitDurationInOpenState(Duration.ofDays(365))
                        .writableStackTraceEnabled(false)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
        breaker.transitionToOpenState();
    }

    private synchronized void changed(CircuitBreaker.StateTransition transition) {
        boolean open = transition.getToState() != CircuitBreaker.State.CLOSED;
        if (open && awaySince == null) {
            outage = Flight.redisOutage();
            awaySince = clock.instant();
        } else if (!open && awaySince != null) {
            awaySince = null;
            outage.end(server, "answers again");
        }
    }

    /** When the server was found not to answer, or when nothing was known of it yet; null while it answers. */
    @Nullable Instant awaySince() {
        return awaySince;
    }

    /** The last that is said of the server, if it does not answer. */
    synchronized void close() {
        if (awaySince != null) {
            outage.end(server, "closed before it answered");
            outage = Flight.Span.NONE;
        }
    }

    /** Whether calls are made. */
    boolean areMade() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    /** The server answers again. */
    void resume() {
        if (!areMade()) {
            breaker.transitionToClosedState();
        }
    }

    /** The server was found not to answer. */
    void stop() {
        if (areMade()) {
            breaker.transitionToOpenState();
        }
    }

    /**
     * Makes a call.
     *
     * @param answerBy until when to wait, by {@link System#nanoTime()}
     */
    <T extends @Nullable Object> T call(Supplier<? extends CompletionStage<T>> command, long answerBy) throws NoAnswer {
        long start = System.nanoTime();
        if (!breaker.tryAcquirePermission()) {
            throw new NoAnswer(Kind.NOT_SENT, "it did not answer when it was last called", null);
        }
        try {
            T answer = await(command, answerBy);
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return answer;
        } catch (NoAnswer e) {
            if (e.kind() == Kind.NOTHING) {
                breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            } else {
                breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
            throw e;
        }
    }

    /** Makes a call of the background, whatever is known of the server. */
    static <T extends @Nullable Object> T await(Supplier<? extends CompletionStage<T>> command, long answerBy)
            throws NoAnswer {
        CompletableFuture<T> future;
        try {
            future = command.get().toCompletableFuture();
        } catch (RuntimeException e) {
            // Of a client that is closing, for one.
            throw noAnswer(e);
        }
        try {
            return future.get(Math.max(0, answerBy - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new NoAnswer(Kind.NOTHING, "no answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.cancel(true);
            throw new NoAnswer(Kind.NOTHING, "the calling thread was interrupted", e);
        } catch (ExecutionException | CompletionException e) {
            throw noAnswer(e.getCause() == null ? e : e.getCause());
        }
    }

    private static NoAnswer noAnswer(Throwable thrown) {
        Throwable failure = thrown;
        while (failure.getCause() != null && !(failure instanceof RedisTimeoutException)) {
            failure = failure.getCause();
        }
        // What the server says has no cause; what a client meets instead of an answer is something else, or named.
        boolean error = failure instanceof RedisException
                && !(failure instanceof RedisTimeoutException)
                && !(failure instanceof RedisConnectionException)
                && !(failure instanceof RedisNodeNotFoundException)
                && !(failure instanceof RedisLoadingException)
                && !(failure instanceof RedisClusterDownException)
                && !(failure instanceof RedisMasterDownException);
        String message = failure.getMessage();
        return new NoAnswer(error ? Kind.ERROR : Kind.NOTHING, message == null ? failure.toString() : message, thrown);
    }
}
