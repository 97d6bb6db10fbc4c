package io.spillway.tier.heap;

/** What the JVM adds to data: object headers, references, alignment. */
final class HeapOverhead {
    private static final long COMPRESSED_REFERENCES_UP_TO = 32L << 30;

    /** The bytes of a reference: compressed, unless the heap may grow too large for that. */
    static final int REFERENCE = Runtime.getRuntime().maxMemory() < COMPRESSED_REFERENCES_UP_TO ? 4 : 8;

    /** The bytes before the first field of an object. */
    static final int OBJECT_HEADER = 8 + REFERENCE;

    /** The bytes before the first element of an array. */
    static final int ARRAY_HEADER = OBJECT_HEADER + 4;

    /**
     * What one entry takes beside its key and value: the entry object, Caffeine's node, the hash table's node and slot, and
     * its share of the frequency sketch. 156 bytes with compressed references, where 157 were measured as the growth of the
     * heap by 100,000 to 300,000 entries.
     */
    static final int PER_ENTRY = 13 * OBJECT_HEADER;

    private HeapOverhead() {}

    /** Rounded up to the alignment of objects. */
    static long aligned(long bytes) {
        return bytes + 7 & ~7L;
    }
}
