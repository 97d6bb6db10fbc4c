package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

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

    Commands(RedissonClient client) {
        this.client = client;
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
     * @return {@link Scripts#DONE}, or the version of the newer one
     */
    CompletionStage<byte[]> write(String name, byte[] value, long ttl) {
        return run(scripts, Scripts.WRITE, name, value, number(ttl));
    }

    /** Reads a cache's meta key, or sets it to what is proposed if there is none. */
    CompletionStage<byte[]> meta(String name, Meta proposed) {
        return run(scripts, Scripts.META, name, proposed.bytes());
    }

    /** Names another generation. */
    CompletionStage<byte[]> renew(String name, Meta proposed) {
        return run(scripts, Scripts.RENEW, name, Meta.digits(proposed.generation()), Meta.digits(proposed.epoch()));
    }

    /** Begins to collect commands that are sent together. */
    RBatch batch() {
        return client.createBatch();
    }

    /** Adds a moved deadline to a batch. */
    void touch(RBatch batch, String name, long version, long deadline, long ttl) {
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
