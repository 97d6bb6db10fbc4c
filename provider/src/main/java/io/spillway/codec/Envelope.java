package io.spillway.codec;

/**
 * An entry outside the heap, without its key: what is known about it, and its payload.
 *
 * @param version the entry version; of two envelopes with one key the one with the higher version is the newer
 * @param node the node that wrote this version; breaks ties
 * @param created when the entry was written, in milliseconds since the epoch
 * @param deadline when it expires, in milliseconds since the epoch; {@link #ETERNAL} if never
 * @param payload the value's bytes; not copied, never to be changed
 */
public record Envelope(long version, int node, long created, long deadline, byte[] payload) {
    /** The deadline of an entry that never expires. */
    public static final long ETERNAL = Long.MAX_VALUE;

    /** Whether the entry is expired at a time, given in milliseconds since the epoch. */
    public boolean isExpiredAt(long time) {
        return deadline <= time;
    }

    /** The same entry with another deadline. */
    public Envelope withDeadline(long newDeadline) {
        return newDeadline == deadline ? this : new Envelope(version, node, created, newDeadline, payload);
    }
}
