package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.spillway.codec.Envelope;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RScriptAsync;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.ByteArrayCodec;

/** What is asked of Redis; nothing else here knows how Redisson says it. Safe for use by any thread. */
final class Commands {
    /** How many keys Redis looks at in one step: a few tenths of a millisecond. */
    private static final int SCAN_STEP = 500;

    private final RedissonClient client;
    private final RScriptAsync scripts;
    private final InstantSource clock;

    Commands(RedissonClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
        this.scripts = client.getScript(ByteArrayCodec.INSTANCE);
    }

    /** The value of a key; null if there is none. */
    @SuppressWarnings("NullAway") // Redisson says nothing of null
    CompletionStage<byte @Nullable []> get(String name) {
        return client.<byte[]>getBucket(name, ByteArrayCodec.INSTANCE).getAsync();
    }

    /**
     * Sets a value unless the present one is newer.
     *
     * @param ttl milliseconds; 0 for no end
     * @return {@link Scripts#DONE}, or version and node of the newer one, as {@link StoredValue#stamp} has them
     */
    CompletionStage<byte[]> write(String name, byte[] value, long ttl) {
        return run(scripts, Scripts.WRITE, name, value, number(ttl));
    }

    /** The same, in a batch. */
    void write(RBatch batch, String name, byte[] value, long ttl) {
        CompletionStage<byte[]> unused =
                run(batch.getScript(ByteArrayCodec.INSTANCE), Scripts.WRITE, name, value, number(ttl));
    }

    /** The time to live of what has a deadline; one that is over ends at once. */
    long ttl(long deadline) {
        return deadline == Envelope.ETERNAL ? 0 : Math.max(1, deadline - clock.millis());
    }

    /** Reads a cache's meta key, or sets it to what is proposed if there is none. */
    CompletionStage<byte[]> meta(String name, Meta proposed) {
        return run(scripts, Scripts.META, name, proposed.bytes());
    }

    /** Names another generation; what the meta key was before, or {@code -}. */
    CompletionStage<byte[]> renew(String name, Meta proposed) {
        return run(scripts, Scripts.RENEW, name, Meta.digits(proposed.generation()), Meta.digits(proposed.epoch()));
    }

    /** Begins to collect commands that are sent together. */
    RBatch batch() {
        return client.createBatch();
    }

    /** Adds a moved deadline to a batch; one that is over ends the entry. */
    void touch(RBatch batch, String name, long version, long deadline) {
        long left = deadline == Envelope.ETERNAL ? 0 : deadline - clock.millis();
        long ttl = left > 0 || deadline == Envelope.ETERNAL ? left : -1;
        CompletionStage<byte[]> unused = run(
                batch.getScript(ByteArrayCodec.INSTANCE),
                Scripts.TOUCH,
                name,
                StoredValue.version(version),
                StoredValue.deadline(version, deadline),
                number(ttl));
    }

    /** The names of all keys that match a pattern, each at least once, a few at a time; waits for answers. */
    Iterator<String> names(String pattern) {
        return client.getKeys()
                .getKeys(KeysScanOptions.defaults().pattern(pattern).chunkSize(SCAN_STEP))
                .iterator();
    }

    /** The lengths of several keys' values, in their order; 0 for keys that are gone. */
    CompletionStage<List<Long>> sizes(List<String> names) {
        RBatch batch = client.createBatch();
        for (String name : names) {
            CompletionStage<Long> unused =
                    batch.<byte[]>getBucket(name, ByteArrayCodec.INSTANCE).sizeAsync();
        }
        return batch.executeAsync()
                .thenApply(result -> result.getResponses().stream()
                        .map(size -> size == null ? 0L : (Long) size)
                        .toList());
    }

    /** Deletes keys; Redis frees their memory in the background. */
    CompletionStage<Long> unlink(List<String> names) {
        return client.getKeys().unlinkAsync(names.toArray(String[]::new));
    }

    private static CompletionStage<byte[]> run(RScriptAsync scripts, String script, String name, byte[]... arguments) {
        return scripts.evalAsync(
                RScript.Mode.READ_WRITE, script, RScript.ReturnType.VALUE, List.of(name), (Object[]) arguments);
    }

    private static byte[] number(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }
}
