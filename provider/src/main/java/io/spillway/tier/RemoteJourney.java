package io.spillway.tier;

import io.spillway.RedisUnavailableException;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.KeyCodec;
import io.spillway.codec.ValueForm;
import org.jspecify.annotations.Nullable;

/**
 * The way of a store's operations to the remote tier. All of it happens under the key's ticket, and outside the heap's
 * locks; but for {@link #touch}, which does not wait.
 *
 * <p>What is written goes to the remote tier first and to the others then: where the remote tier has to acknowledge and
 * does not, nothing has changed here, and what the others have no room for is there.
 */
final class RemoteJourney<K> {
    private final RemoteTier remote;
    private final KeyCodec keys;
    private final ValueForm form;
    private final Versions versions;
    private final int node;

    RemoteJourney(RemoteTier remote, KeyCodec keys, ValueForm form, Versions versions, int node) {
        this.remote = remote;
        this.keys = keys;
        this.form = form;
        this.versions = versions;
        this.node = node;
    }

    /** Whether what the other tiers don't have may be there. */
    boolean isThere() {
        return remote.isThere();
    }

    /** Whether the remote tier has, or is owed, whatever was put. */
    boolean keepsAll() {
        return remote.takesWrites();
    }

    /** Whether deadlines that move have to be written there. */
    boolean keepsDeadlines() {
        return remote.isTold();
    }

    /** Looks for an entry that no other tier has. */
    Located<K> look(Located<K> nowhere) {
        EncodedKey encoded = nowhere.encoded(keys);
        if (!remote.mayHold(encoded)) {
            return nowhere;
        }
        long answerBy = remote.answerBy();
        RemoteTier.Answer answer = remote.read(nowhere.generation(), encoded, answerBy);
        Envelope entry = answer.entry();
        if (entry != null) {
            versions.seen(entry.version());
        }
        return Located.remote(nowhere.key(), nowhere.generation(), encoded, answer, answerBy);
    }

    /**
     * Writes what is about to be put, where puts go there.
     *
     * @return its version, newer than all others
     * @throws RedisUnavailableException if that was not acknowledged
     */
    long write(Located<K> located, Object held, long created, long lasting) {
        if (!keepsAll()) {
            return versions.next();
        }
        EncodedKey encoded = located.encoded(keys);
        @Nullable Long written = null;
        byte[] payload = form.payload(held);
        while (written == null) {
            long version = versions.next();
            Envelope entry = new Envelope(version, node, created, lasting, payload);
            written = accepted(version, remote.write(located.generation(), encoded, entry, located.answerBy(remote)));
        }
        return written;
    }

    /**
     * Sees to it that what has overflowed of a key is not found any more, as the other tiers have a newer entry now.
     *
     * <p>Afterwards: an entry that leaves them meanwhile would be missed if it was seen to before; and if the process ends in
     * between, it was not acknowledged, and either of the two entries is right.
     */
    void replaced(Located<K> located, long version) {
        if (remote.takesOverflow()) {
            // Below the version of the new one, which may have overflowed itself by now.
            bury(located.generation(), located.encoded(keys), version - 1, located.answerBy(remote));
        }
    }

    /** The same for one that was removed from the other tiers, or was in the remote one alone. */
    void removed(Located<K> located) {
        if (remote.takesOverflow()) {
            bury(located.generation(), located.encoded(keys), versions.next(), located.answerBy(remote));
        }
    }

    private void bury(int generation, EncodedKey key, long version, long answerBy) {
        if (remote.mayHold(key)) {
            // What is newer there is not what was meant.
            RemoteTier.Outcome unused = remote.bury(generation, key, version, node, answerBy);
        }
    }

    /** Waits while more overflows than can be sent. */
    void awaitRoom() {
        if (remote.takesOverflow()) {
            remote.awaitRoom();
        }
    }

    /** Removes an entry that is about to be removed from the other tiers, or may be in the remote one alone. */
    void bury(Located<K> located) {
        if (!keepsAll()) {
            return;
        }
        EncodedKey encoded = located.encoded(keys);
        @Nullable Long buried = null;
        while (buried == null) {
            long version = versions.next();
            buried = accepted(
                    version, remote.bury(located.generation(), encoded, version, node, located.answerBy(remote)));
        }
    }

    /** The version, if it was accepted; else the next one will be newer than what there is. */
    private @Nullable Long accepted(long version, RemoteTier.Outcome outcome) {
        if (outcome.accepted()) {
            return version;
        }
        versions.seen(outcome.newer());
        return null;
    }

    /** Takes note of a moved deadline. */
    void touch(Located<K> located, long version, long lasting) {
        touch(located.generation(), located.encoded(keys), version, lasting);
    }

    /** Takes note of a moved deadline. */
    void touch(int generation, EncodedKey key, long version, long lasting) {
        if (remote.isTold() && remote.mayHold(key)) {
            remote.touch(generation, key, version, lasting);
        }
    }
}
