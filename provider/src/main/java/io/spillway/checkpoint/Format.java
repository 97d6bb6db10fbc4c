package io.spillway.checkpoint;

/** Numbers of the format, which {@code docs/checkpoint-format.md} explains. All numbers in a file are big-endian. */
final class Format {
    static final int MAGIC = 0x53504331; // SPC1
    static final int BLOCK_MAGIC = 0x53504342; // SPCB
    static final int END_MAGIC = 0x53504345; // SPCE

    static final byte VERSION = 1;
    static final int HEADER = 28;
    static final int BLOCK_HEAD = 36;
    static final int END = 44;
    /** The bytes of an entry beside key and payload. */
    static final int ENTRY = 40;

    static final int MAX_NAMES = 1 << 20;
    /** A block is written when it is about this long; one entry, however long, is never divided. */
    static final int BLOCK = 1 << 20;

    /** Shorter blocks are not worth compressing. */
    static final int MIN_COMPRESSED = 256;

    static final byte PLAIN = 0;
    static final byte LZ4 = 1;
    /** LZ4 can't make of one byte more than this many. */
    static final int MAX_RATIO = 255;

    private Format() {}
}
