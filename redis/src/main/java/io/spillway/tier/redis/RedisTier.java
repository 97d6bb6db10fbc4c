package io.spillway.tier.redis;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.tier.LowerTier;
import io.spillway.tier.RemoteTier;
import io.spillway.tier.RemoteTierProvider.Options;
import io.spillway.tier.RemoteTierProvider.Times;
import io.spillway.tier.RemoteTierProvider.Traffic;
import io.spillway.tier.redis.NoAnswer.Kind;
import io.spillway.tier.redis.OwedWrites.Owed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/**
 * One cache's entries in Redis, and those that Redis is owed. Safe for use by any thread.
 *
 * <p>A write that Redis does not acknowledge in time is owed, unless that is to be an error: it counts as done, is found here
 * as if it were there, and is handed over when Redis answers.
 */
final class RedisTier implements RemoteTier {
    /** How long a removal is remembered: no write of before is under way for so long. */
    static final Duration TOMBSTONE = Duration.ofMinutes(10);

    /** Where writes go behind: with more of them waiting, whoever writes waits for Redis itself. */
    private static final long MOST_BATCHES_BEHIND = 20;

    private static final System.Logger LOG = System.getLogger(RedisTier.class.getName());
    private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RedisServer server;
    private final Options options;
    private final KeySpace names;
    private final @Nullable Overflow overflow;
    private final KeyCodec keys;
    private final Commands commands;
    private final Calls calls;
    private final Background background;
    private final InstantSource clock;
    private final OwedMemory memory;
    private final StoreLink store;
    private final ContentState content;
    private final Clears clears;
    private final Touches touches;
    private final Drain drain;
    private final OpenScans scans = new OpenScans();
    private final CountDownLatch firstLook = new CountDownLatch(1);

    private final LongAdder unanswered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile Times times;

    RedisTier(
            RedisServer server,
            Options options,
            String namespace,
            KeyCodec keys,
            Commands commands,
            Calls calls,
            Background background,
            InstantSource clock) {
        this.server = server;
        this.options = options;
        this.times = options.times();
        this.keys = keys;
        this.commands = commands;
        this.calls = calls;
        this.background = background;
        this.clock = clock;
        this.store = new StoreLink(keys, clock);
        this.memory = OwedMemory.open(options.keeping(), options.cache());
        this.overflow = takesOverflow() ? Overflow.open(options, memory, keys) : null;
        this.names = overflow == null
                ? new KeySpace(namespace, options.cache())
                : KeySpace.of(namespace, options.cache(), overflow.owner());
        this.content = new ContentState(
                names.meta(),
                options.traffic() != Traffic.NONE,
                commands,
                memory,
                generation -> server.removeOld(names, generation));
        this.clears = new Clears(options, content, commands, calls, names.meta(), this::count, this::completedClear);
        this.touches = new Touches(content::get, names, commands, calls, background, this::missing);
        this.drain = new Drain(
                content::get,
                names,
                commands,
                calls,
                touches,
                background,
                () -> times,
                options.traffic().takesWrites(),
                this::lost,
                this::settled);
    }

    @Override
    public void attach(Above newAbove) {
        store.attach(newAbove);
        drain.attach(newAbove);
    }

    @Override
    public void retime(Times newTimes) {
        times = newTimes;
        drain.hurry();
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public boolean takesWrites() {
        return options.traffic().takesWrites();
    }

    @Override
    public boolean takesOverflow() {
        return options.traffic() == Traffic.OVERFLOW;
    }

    @Override
    public boolean mayHold(EncodedKey key) {
        return overflow == null || overflow.mayContain(key);
    }

    @Override
    public long highestVersion() {
        return memory.highestVersion();
    }

    @Override
    public long answerBy() {
        return System.nanoTime() + times.deadline().toNanos();
    }

    // What the background sees to

    boolean isKnown() {
        return content.get().isThere();
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
        boolean emptied = clears.look(answerBy);
        if (emptied && options.traffic().takesWrites()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Redis has lost the entries of cache ''{0}''; it gets back what heap and disk have",
                    options.cache());
            drain.refill();
        }
        if (!content.get().owed().isEmpty()) {
            drain.soon();
        }
        if (overflow != null && overflow.wantsScan()) {
            background.later(() -> overflow.scan(content::get, calls, commands, names), 0);
        }
    }

    /** Redis has what it was owed. */
    private void settled(Owed owed) {
        if (overflow != null && owed.entry() == null) {
            overflow.remove(owed.key(), () -> content.get().owed().contains(owed.key()));
        }
    }

    /** An entry is not in Redis any more whose deadline has moved; it may be here still. */
    private void missing(byte[] key) {
        Owed here = takesWrites() ? store.find(key) : null;
        if (here != null && content.get().owed().add(here)) {
            drain.soon();
        }
    }

    /** What was owed has given way to what another node wrote; it must not hide that. */
    private void lost(byte[] key, long version) {
        lost.increment();
        store.lost(key, version);
    }

    // Reading

    @Override
    public Answer read(int generation, EncodedKey key, long answerBy) {
        Content now = content.get();
        if (now.generation() != generation) {
            return Answer.ABSENT;
        }
        Owed owed = now.owed().find(key.bytes());
        if (owed != null) {
            Envelope entry = owed.entry();
            return entry == null ? Answer.ABSENT : unlessExpired(touches.applied(key.bytes(), entry));
        }
        if (!now.known() && !now.cleared()) {
            return unknown(new NoAnswer(Kind.NOT_SENT, "it has not answered yet", null));
        }
        Meta meta = now.meta();
        if (meta == null || now.cleared()) {
            return Answer.ABSENT;
        }
        try {
            String name = names.name(meta.generation(), key.bytes());
            byte @Nullable [] bytes = calls.call(() -> commands.get(name), answerBy);
            Envelope entry = bytes == null ? null : StoredValue.read(key.bytes(), bytes);
            return entry == null ? Answer.ABSENT : unlessExpired(touches.applied(key.bytes(), entry));
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
        byte[] value = StoredValue.entry(key.bytes(), entry);
        Owed write = new Owed(key.bytes(), entry.version(), entry.node(), entry);
        return send(generation, write, value, commands.ttl(entry.deadline()), answerBy);
    }

    @Override
    public Outcome bury(int generation, EncodedKey key, long version, int node, long answerBy) {
        if (overflow != null) {
            // What has replaced it may be where a scan does not come any more.
            scans.moved(key.bytes());
        }
        byte[] tombstone = StoredValue.tombstone(key.bytes(), version, node);
        return send(generation, new Owed(key.bytes(), version, node, null), tombstone, TOMBSTONE.toMillis(), answerBy);
    }

    private Outcome send(int generation, Owed write, byte[] value, long ttl, long answerBy) {
        Content now = content.get();
        if (now.generation() != generation) {
            return Outcome.ACCEPTED;
        }
        if (goesLater(now) && now.owed().add(write)) {
            drain.soon();
            return Outcome.ACCEPTED;
        }
        try {
            byte[] outcome = send(now, write, value, ttl, answerBy);
            now.owed().settle(write.key(), write.version());
            return Arrays.equals(outcome, Scripts.DONE) ? Outcome.ACCEPTED : newer(write, outcome);
        } catch (NoAnswer e) {
            count(e);
            if (options.failing() || takesOverflow()) {
                throw e.forCallers("Cache '" + options.cache() + "' can't write to Redis");
            }
            return owe(now, write, e);
        }
    }

    private boolean goesLater(Content now) {
        return switch (options.traffic()) {
            case NONE, THROUGH -> false;
            case BEHIND -> now.owed().count() < MOST_BATCHES_BEHIND * times.batch();
            case OVERFLOW -> true;
        };
    }

    @Override
    public boolean overflow(int generation, EncodedKey key, Envelope entry) {
        Content now = content.get();
        Owed write = new Owed(key.bytes(), entry.version(), entry.node(), entry);
        if (overflow == null || now.generation() != generation || !now.owed().hasRoom(write)) {
            return false;
        }
        // Before, so that it is not missed; and after, so that no scan forgets it that began in between.
        overflow.add(key);
        boolean added = now.owed().add(write);
        overflow.add(key);
        scans.moved(key.bytes());
        drain.soon();
        return added;
    }

    @Override
    public void awaitRoom() {
        if (content.get().owed().isMuch()) {
            drain.relieve(answerBy());
        }
    }

    private byte[] send(Content now, Owed write, byte[] value, long ttl, long answerBy) throws NoAnswer {
        Meta meta = now.meta();
        if (meta == null || !now.isThere()) {
            throw new NoAnswer(Kind.NOT_SENT, "it has not answered yet", null);
        }
        String name = names.name(meta.generation(), write.key());
        return calls.call(() -> commands.write(name, value, ttl), answerBy);
    }

    private Outcome owe(Content now, Owed write, NoAnswer reason) {
        if (!now.owed().add(write)) {
            throw reason.forCallers("Cache '" + options.cache() + "' owes Redis as many writes as it can remember ("
                    + now.owed().count() + ")");
        }
        drain.soon();
        return Outcome.ACCEPTED;
    }

    private Outcome newer(Owed write, byte[] stamp) {
        if (StoredValue.nodeOf(stamp) != write.node()) {
            lost.increment();
        }
        return new Outcome(false, StoredValue.versionOf(stamp));
    }

    @Override
    public void touch(int generation, EncodedKey key, long version, long deadline) {
        if (content.get().generation() == generation) {
            touches.note(key.bytes(), version, deadline);
        }
    }

    // The whole tier

    @Override
    public LowerTier.KeyCursor keys() {
        Content now = content.get();
        Meta meta = now.meta();
        Iterator<byte[]> found = Collections.emptyIterator();
        if (meta != null && now.isThere() && calls.areMade()) {
            found = new FoundKeys(commands, names, meta.generation(), now.owed());
        } else if (!now.cleared() && !(now.known() && meta == null)) {
            scanFailed(new NoAnswer(Kind.NOT_SENT, "it does not answer", null));
        }
        return new KeyScan(() -> now.owed().keys().iterator(), found, keys, this::scanFailed, scans);
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
        return clears.prepare(answerBy());
    }

    private void completedClear() {
        if (overflow != null) {
            overflow.clear();
        }
    }

    @Override
    public Report report() {
        Instant awaySince = calls.awaySince();
        return new Report(
                awaySince == null && isKnown(),
                awaySince,
                options.failing(),
                unanswered.sum(),
                refused.sum(),
                lost.sum(),
                content.get().owed().count());
    }

    @Override
    public void close() {
        server.letGo(this);
        if (overflow != null && options.keeping() == null) {
            // What has overflowed means nothing without the rest.
            forget();
        }
        long until = System.nanoTime() + CLOSING_NANOS;
        boolean sent = calls.areMade() && touches.send() && drain.run(until);
        Content last = content.get();
        long left = last.owed().count();
        if (overflow != null) {
            overflow.keep();
        }
        boolean kept = memory.close(last);
        if (!sent && left > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cache ''{0}'' closes while Redis does not answer; {1} writes {2}",
                    options.cache(),
                    left,
                    kept ? "are kept for it in files" : "never reach it");
        }
    }

    private void forget() {
        try (Clearing clear = prepareClear()) {
            clear.complete(content.get().generation());
        }
        if (content.get().cleared()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cache ''{0}'' is destroyed while Redis does not answer; its entries stay there until their time is"
                            + " over",
                    options.cache());
        }
        if (overflow != null && calls.areMade()) {
            // Nobody comes back to this name.
            CompletionStage<Long> unused = commands.unlink(List.of(names.meta()));
        }
    }

    @Override
    public void destroy() {
        forget();
        memory.destroy();
        close();
    }
}
