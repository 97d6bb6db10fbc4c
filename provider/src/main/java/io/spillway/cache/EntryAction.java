package io.spillway.cache;

import io.spillway.RedisUnavailableException;
import io.spillway.tier.Located;
import io.spillway.tier.TierFullException;
import java.util.Objects;
import javax.cache.CacheException;
import javax.cache.event.EventType;
import javax.cache.integration.CacheLoaderException;
import org.jspecify.annotations.Nullable;

/**
 * One operation under way on one key, under its ticket: what it may ask, what it decides, and how that is carried out.
 *
 * <p>The order is the same for all operations: look (an entry whose time is over goes first), decide, encode, CacheWriter,
 * tiers, statistics, events. What throws before the tiers are reached has changed nothing. For one thread.
 */
final class EntryAction<K, V> {
    private enum Decision {
        KEEP,
        ACCESS,
        ACCESS_IN_PLACE,
        PUT,
        LOADED,
        REMOVE
    }

    private final Engine<K, V> engine;
    private final K key;
    private final Tickets.Ticket<K> ticket;
    private final EventBatch<K, V> events;
    private final Audience<K, V> audience;
    private final Tally tally;
    private @Nullable Located<K> located;
    private boolean valueRead;
    /** Whether there is an entry that counts as missing, as its value can't be read. */
    private boolean unreadable;

    private Decision decision = Decision.KEEP;
    private @Nullable Object newHeld;
    /** The deadline that the new value itself tells. */
    private long ownDeadline = ExpiryRule.UNCHANGED;

    private @Nullable K keptKey;

    EntryAction(Engine<K, V> engine, Tickets.Ticket<K> ticket, EventBatch<K, V> events, Tally tally) {
        this.engine = engine;
        this.key = ticket.key();
        this.ticket = ticket;
        this.events = events;
        this.audience = events.audience();
        this.tally = tally;
    }

    // What an operation may ask

    K key() {
        return key;
    }

    /** Whether there is an entry whose time isn't over. */
    boolean exists() {
        return !unreadable && look(false).isPresent();
    }

    /** Which of the key's entries this is: each put makes another. */
    long version() {
        return look(false).version();
    }

    /** The entry's value, or null if there is none. */
    @Nullable V value() {
        Located<K> found = look(true);
        Object held = engine.store.held(found);
        if (held == null) {
            if (found.isPresent()) {
                // The lower tier dropped it for want of room since it was looked at.
                located = engine.store.locate(key);
            }
            return null;
        }
        V value = engine.reveal(held);
        valueRead = value != null;
        unreadable = value == null;
        return value;
    }

    /**
     * Whether there is an entry whose value can be read. Only of one that came from below is that asked: it may be of an earlier
     * run, with other classes.
     */
    boolean isReadable() {
        return exists() && (!engine.hidesUnreadable() || !look(false).isBelow() || value() != null);
    }

    private Located<K> look(boolean toRead) {
        Located<K> found = located;
        if (found == null) {
            found = toRead ? engine.store.locateToRead(key) : engine.store.locate(key);
            located = found;
            if (found.isExpiredAt(engine.now())) {
                found = expire(found);
            }
        }
        return found;
    }

    private Located<K> expire(Located<K> found) {
        Object old = oldHeld(found, EventType.EXPIRED);
        if (engine.store.expire(found)) {
            tell(EventType.EXPIRED, null, old);
        }
        Located<K> now = engine.store.locate(key);
        located = now;
        return now;
    }

    /** The value that an event reports as the old one, read only if a listener wants it. */
    private @Nullable Object oldHeld(Located<K> found, EventType type) {
        return audience.needsOldValue(type) ? engine.store.held(found) : null;
    }

    /** Listeners get the key that is kept, or a copy: not one that the caller may change. */
    private void tell(EventType type, @Nullable Object held, @Nullable Object old) {
        if (audience.listensTo(type)) {
            K kept = keptKey;
            events.add(audience, type, kept == null ? engine.keep(key) : kept, held, old);
        }
    }

    /** Counts a hit or a miss, as the entry is there or not. */
    void countLookup() {
        Located<K> found = look(false);
        if (unreadable) {
            engine.store.countMiss();
        } else {
            engine.store.countLookup(found);
        }
        tally.countLookup(!unreadable && found.isPresent());
    }

    // What an operation may decide

    /** Keeps the entry, and moves its deadline as the expiry policy has it for an access. */
    void access() {
        decision = exists() ? Decision.ACCESS : Decision.KEEP;
    }

    /** The same, but leaves the entry in the tier where it is. */
    void accessInPlace() {
        decision = exists() ? Decision.ACCESS_IN_PLACE : Decision.KEEP;
    }

    /** Keeps the entry as it is, whatever was decided before. */
    void keep() {
        decision = Decision.KEEP;
    }

    /** Puts a value; what can't be kept is refused now, before anybody else hears of it. */
    void put(V value) {
        newHeld = engine.hold(value);
        ownDeadline = engine.expiry.ownOf(value);
        keptKey = engine.keep(key);
        decision = Decision.PUT;
    }

    void remove() {
        decision = Decision.REMOVE;
    }

    /** Asks the loader, if the cache reads through; the value that it gives becomes the entry. Null if it has none. */
    @Nullable V load() {
        Loading<K, V> loader = engine.loading;
        if (!loader.readsThrough()) {
            return null;
        }
        if (wasLoadedMeanwhile()) {
            return loadedMeanwhile();
        }
        try {
            return loaded(engine.callingUser(() -> loader.load(key)));
        } catch (CacheLoaderException e) {
            loadFailed(e);
            throw e;
        }
    }

    /**
     * Whether a load of this key ended while this operation waited for its ticket, so that it need not load again. What
     * was loaded before the cache was cleared is not for who came afterwards.
     */
    boolean wasLoadedMeanwhile() {
        return ticket.wasLoadedMeanwhile(look(false).generation(), engine.now());
    }

    /** What that load gave; throws if it failed. */
    @Nullable V loadedMeanwhile() {
        Object held = ticket.lastLoad().get();
        return held == null ? null : engine.reveal(held);
    }

    /** Takes what the loader gave, to be put without the writer; null if it gave nothing. */
    @Nullable V loaded(@Nullable V value) {
        if (value == null) {
            noteLoad(LoadOutcome.NOTHING);
            return null;
        }
        Object held = engine.hold(value);
        keptKey = engine.keep(key);
        ownDeadline = engine.expiry.ownOf(value);
        newHeld = held;
        decision = Decision.LOADED;
        noteLoad(LoadOutcome.loaded(held));
        return engine.reveal(held);
    }

    /** Takes note that the loader failed, for those who wait. */
    void loadFailed(CacheLoaderException failure) {
        noteLoad(LoadOutcome.failed(failure));
    }

    private void noteLoad(LoadOutcome outcome) {
        ticket.loaded(outcome, look(false).generation());
    }

    // How it is carried out

    boolean removes() {
        return decision == Decision.REMOVE;
    }

    /** The value decided to be put, for the writer. */
    V newValue() {
        Object held = newHeld;
        if (held == null) {
            throw new IllegalStateException("Nothing is to be put");
        }
        return Objects.requireNonNull(engine.reveal(held), "what was just taken can be read");
    }

    /** Carries out what was decided, with the writer's consent. */
    void commit() {
        if (engine.writing.writesThrough()) {
            if (decision == Decision.PUT) {
                V value = newValue();
                engine.callingUser(() -> engine.writing.write(key, value));
            } else if (decision == Decision.REMOVE) {
                engine.callingUser(() -> engine.writing.delete(key));
            }
        }
        commitWritten();
    }

    /** Carries out what was decided; the writer has been asked already. */
    void commitWritten() {
        switch (decision) {
            case KEEP -> {}
            case ACCESS -> accessed(true);
            case ACCESS_IN_PLACE -> accessed(false);
            case LOADED -> stored();
            case PUT -> {
                ticket.forgetLoad();
                stored();
            }
            case REMOVE -> {
                ticket.forgetLoad();
                removed();
            }
        }
    }

    private void accessed(boolean restores) {
        Located<K> found = look(false);
        long now = engine.now();
        long deadline = engine.expiry.onAccess(now);
        if (deadline != ExpiryRule.UNCHANGED && deadline <= now) {
            Object old = oldHeld(found, EventType.EXPIRED);
            engine.store.expireNow(found);
            ticket.forgetLoad();
            tell(EventType.EXPIRED, null, old);
            return;
        }
        if (restores && valueRead && found.isBelow()) {
            engine.store.restore(found);
        }
        if (deadline != ExpiryRule.UNCHANGED) {
            engine.store.touch(found, deadline);
        }
    }

    private void stored() {
        Object held = newHeld;
        if (held == null) {
            throw new IllegalStateException("Nothing is to be put");
        }
        if (located == null && !asksWhatWasThere()) {
            located = engine.store.locateHere(key);
        }
        Located<K> found = look(false);
        boolean creates = unreadable || !found.isPresent();
        long now = engine.now();
        long deadline = newDeadline(creates, found, now);
        boolean expiresAtOnce = deadline <= now;
        if (creates && expiresAtOnce) {
            tell(EventType.EXPIRED, null, held);
            return;
        }
        EventType type = creates ? EventType.CREATED : EventType.UPDATED;
        Object old = creates ? null : oldHeld(found, type);
        if (expiresAtOnce) {
            engine.store.expireNow(found);
        } else {
            storeNew(found, held, deadline);
            if (decision == Decision.LOADED) {
                ticket.loadLastsUntil(deadline);
            }
        }
        if (decision == Decision.PUT) {
            tally.countPut();
        }
        tell(type, held, old);
        if (expiresAtOnce) {
            tell(EventType.EXPIRED, null, held);
        }
    }

    /** Whether it makes a difference to anybody if there is an entry that is replaced: else Redis need not be asked. */
    private boolean asksWhatWasThere() {
        // What is over at once leaves nothing, of what was there either.
        boolean isDeadlineSettled =
                ownDeadline == ExpiryRule.UNCHANGED ? engine.expiry.updatesAsCreates() : ownDeadline > engine.now();
        return !isDeadlineSettled
                || audience.listensTo(EventType.CREATED)
                || audience.listensTo(EventType.UPDATED)
                || audience.listensTo(EventType.EXPIRED);
    }

    private long newDeadline(boolean creates, Located<K> found, long now) {
        if (ownDeadline != ExpiryRule.UNCHANGED) {
            return ownDeadline;
        }
        long deadline = creates ? engine.expiry.onCreation(now) : engine.expiry.onUpdate(now);
        return deadline == ExpiryRule.UNCHANGED ? found.deadline() : deadline;
    }

    private void storeNew(Located<K> found, Object held, long deadline) {
        K kept = keptKey;
        if (kept == null) {
            throw new IllegalStateException("Nothing is to be put");
        }
        // The writer has the new value then, so the old one must not stay.
        boolean written = decision == Decision.PUT && engine.writing.writesThrough();
        try {
            engine.store.put(found, kept, held, deadline);
        } catch (TierFullException e) {
            if (written) {
                engine.store.takeOut(found);
            }
            throw new CacheException(
                    "Cache '" + engine.name + "' refused an entry, and "
                            + (written
                                    ? "has none for its key now, as the writer has written it: "
                                    : "keeps what it had: ")
                            + e.getMessage(),
                    e);
        } catch (RedisUnavailableException e) {
            if (written) {
                engine.store.takeOut(found);
            }
            throw e;
        }
    }

    private void removed() {
        Located<K> found = look(false);
        Object old = oldHeld(found, EventType.REMOVED);
        try {
            engine.store.remove(found);
        } catch (TierFullException e) {
            throw new CacheException("Cache '" + engine.name + "' could not remove an entry: " + e.getMessage(), e);
        }
        if (!found.isPresent()) {
            return;
        }
        tally.countRemoval();
        tell(EventType.REMOVED, null, old);
    }
}
