package io.spillway.tier.redis;

import io.spillway.RedisUnavailableException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.LowerTier;
import io.spillway.tier.NoRemoteTier;
import io.spillway.tier.RemoteTier;
import io.spillway.tier.RemoteTierProvider.Options;
import io.spillway.tier.redis.NoAnswer.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/** One cache's entries in Redis. Safe for use by any thread. */
final class RedisTier implements RemoteTier {
    /** How long a removal is remembered: no write of before is under way for so long. */
    static final Duration TOMBSTONE = Duration.ofMinutes(10);

    private final RedisServer server;
    private final Options options;
    private final KeySpace names;
    private final KeyCodec keys;
    private final Commands commands;
    private final Calls calls;
    private final Touches touches;
    private final InstantSource clock;
    private final CountDownLatch firstLook = new CountDownLatch(1);
    private final ReentrantLock clearing = new ReentrantLock();
    /** Guards {@link #content} and {@link #clears}. */
    private final Object contentLock = new Object();

    private final LongAdder unanswered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();

    private volatile Content content = Content.unknown(0);
    /** How many clears have begun: what Redis was asked before one is out of date after it. */
    private long clears;

    RedisTier(
            RedisServer server,
            Options options,
            KeySpace names,
            KeyCodec keys,
            Commands commands,
            Calls calls,
            Touches touches,
            InstantSource clock) {
        this.server = server;
        this.options = options;
        this.names = names;
        this.keys = keys;
        this.commands = commands;
        this.calls = calls;
        this.touches = touches;
        this.clock = clock;
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public boolean takesWrites() {
        return options.writes();
    }

    @Override
    public long answerBy() {
        return System.nanoTime() + options.deadline().toNanos();
    }

    // What the background sees to

    boolean isKnown() {
        return content.known();
    }

    /** Waits until Redis was looked for once. */
    void awaitFirstLook(Duration longest) {
        try {
            if (!firstLook.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void firstLookIsOver() {
        firstLook.countDown();
    }

    /** Asks which generation counts. */
    void look(long answerBy) throws NoAnswer {
        long clearsBefore;
        Meta present;
        synchronized (contentLock) {
            clearsBefore = clears;
            present = content.meta();
        }
        Meta said = ask(
                present == null
                        ? Meta.draw()
                        : new Meta(present.generation(), Meta.draw().epoch()),
                answerBy);
        synchronized (contentLock) {
            if (clears == clearsBefore && !(content.known() && Objects.equals(content.meta(), said))) {
                content = content.said(said);
            }
        }
    }

    private @Nullable Meta ask(Meta proposed, long answerBy) throws NoAnswer {
        byte[] bytes = Calls.await(
                () -> options.writes() ? commands.meta(names.meta(), proposed) : commands.get(names.meta()), answerBy);
        Meta said = bytes == null ? null : Meta.parse(bytes);
        if (said == null && bytes != null) {
            throw new NoAnswer(Kind.ERROR, "the key " + names.meta() + " holds something that is not Spillway's", null);
        }
        return said;
    }

    // Reading

    @Override
    public Answer read(int generation, EncodedKey key, long answerBy) {
        Content now = content;
        if (now.generation() != generation) {
            return Answer.ABSENT;
        }
        if (!now.known()) {
            return unknown(new NoAnswer(Kind.NOT_SENT, "it has not answered yet", null));
        }
        Meta meta = now.meta();
        if (meta == null) {
            return Answer.ABSENT;
        }
        String name = names.name(meta.generation(), key.bytes());
        try {
            byte @Nullable [] bytes = calls.call(() -> commands.get(name), answerBy);
            Envelope entry = bytes == null ? null : StoredValue.read(key.bytes(), bytes);
            return entry == null ? Answer.ABSENT : unlessExpired(touches.applied(name, entry));
        } catch (NoAnswer e) {
            return unknown(e);
        }
    }

    /** Of two clocks, this one may be ahead: for itself the entry is gone, and for others Redis decides. */
    private Answer unlessExpired(Envelope entry) {
        return entry.isExpiredAt(clock.millis()) ? Answer.ABSENT : new Answer(true, entry);
    }

    private Answer unknown(NoAnswer e) {
        count(e);
        if (options.failing()) {
            throw e.forCallers("Cache '" + options.cache() + "' can't read from Redis");
        }
        return Answer.UNKNOWN;
    }

    private void count(NoAnswer e) {
        if (e.kind() == Kind.ERROR) {
            refused.increment();
        } else {
            unanswered.increment();
        }
    }

    // Writing

    @Override
    public Outcome write(int generation, EncodedKey key, Envelope entry, long answerBy) {
        return send(
                generation,
                key,
                StoredValue.entry(key.bytes(), entry),
                entry.deadline() == Envelope.ETERNAL ? 0 : Math.max(1, entry.deadline() - clock.millis()),
                answerBy);
    }

    @Override
    public Outcome bury(int generation, EncodedKey key, long version, int node, long answerBy) {
        byte[] tombstone = StoredValue.tombstone(key.bytes(), version, node);
        return send(generation, key, tombstone, TOMBSTONE.toMillis(), answerBy);
    }

    private Outcome send(int generation, EncodedKey key, byte[] value, long ttl, long answerBy) {
        Content now = content;
        if (now.generation() != generation) {
            return Outcome.ACCEPTED;
        }
        try {
            Meta meta = now.meta();
            if (meta == null) {
                throw new NoAnswer(Kind.NOT_SENT, "it has not answered yet", null);
            }
            String name = names.name(meta.generation(), key.bytes());
            byte[] outcome = calls.call(() -> commands.write(name, value, ttl), answerBy);
            return Arrays.equals(outcome, Scripts.DONE) ? Outcome.ACCEPTED : newer(outcome);
        } catch (NoAnswer e) {
            count(e);
            throw e.forCallers("Cache '" + options.cache() + "' can't write to Redis");
        }
    }

    private Outcome newer(byte[] version) {
        lost.increment();
        return new Outcome(false, ByteBuffer.wrap(version).getLong());
    }

    @Override
    public void touch(int generation, EncodedKey key, long version, long deadline) {
        Content now = content;
        Meta meta = now.meta();
        if (meta != null && now.generation() == generation) {
            touches.note(names.name(meta.generation(), key.bytes()), version, deadline);
        }
    }

    // The whole tier

    @Override
    public LowerTier.KeyCursor keys() {
        Meta meta = content.meta();
        if (meta == null || !calls.areMade()) {
            if (!isKnown() || !calls.areMade()) {
                scanFailed(new NoAnswer(Kind.NOT_SENT, "it does not answer", null));
            }
            return new NoRemoteTier().keys();
        }
        long generation = meta.generation();
        return new KeyScan(commands.names(names.pattern(generation)), names, generation, keys, this::scanFailed);
    }

    private void scanFailed(RedisException e) {
        scanFailed(new NoAnswer(Kind.NOTHING, String.valueOf(e.getMessage()), e));
    }

    /** Where a read that has no answer is a miss, so is the rest of the entries. */
    private void scanFailed(NoAnswer e) {
        count(e);
        if (options.failing()) {
            throw e.forCallers("Cache '" + options.cache() + "' can't go through what Redis has");
        }
    }

    @Override
    public Clearing prepareClear() {
        clearing.lock();
        boolean prepared = false;
        try {
            Clear clear = new Clear(options.writes() ? renew() : content.meta());
            prepared = true;
            return clear;
        } finally {
            if (!prepared) {
                clearing.unlock();
            }
        }
    }

    private Meta renew() {
        Meta present;
        synchronized (contentLock) {
            clears++;
            present = content.meta();
        }
        Meta next = Meta.draw();
        try {
            calls.call(() -> commands.renew(names.meta(), next), answerBy());
        } catch (NoAnswer e) {
            count(e);
            throw e.forCallers("Cache '" + options.cache() + "' can't be cleared in Redis");
        }
        return present == null ? next : new Meta(next.generation(), present.epoch());
    }

    private final class Clear implements Clearing {
        private final @Nullable Meta next;

        Clear(@Nullable Meta next) {
            this.next = next;
        }

        @Override
        public void complete(int newGeneration) {
            synchronized (contentLock) {
                Meta before = content.meta();
                content = new Content(newGeneration, options.writes() || content.known(), next);
                if (before != null && options.writes()) {
                    server.removeOld(names, before.generation());
                }
            }
        }

        @Override
        public void close() {
            clearing.unlock();
        }
    }

    @Override
    public Report report() {
        return new Report(calls.areMade() && isKnown(), unanswered.sum(), refused.sum(), lost.sum());
    }

    @Override
    public void close() {
        server.letGo(this);
        if (calls.areMade()) {
            boolean all = touches.send();
            assert all || !calls.areMade();
        }
    }

    @Override
    public void destroy() {
        Meta before = content.meta();
        if (options.writes() && before != null) {
            try {
                Meta unused = renew();
                server.removeOld(names, before.generation());
            } catch (RedisUnavailableException e) {
                System.getLogger(RedisTier.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "Cache ''{0}'' is destroyed, but its entries stay in Redis until their time is over: {1}",
                                options.cache(),
                                e.getMessage());
            }
        }
        close();
    }
}
