package io.spillway.tier.redis;

import io.spillway.codec.Envelope;
import io.spillway.tier.disk.OwnerOnly;
import io.spillway.tier.redis.OwedWrites.Owed;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of writes that Redis is owed. Records are added at its end; what Redis has by now is marked in its record. All
 * numbers are big-endian. Not safe for use by several threads.
 *
 * <pre>
 * File                                        Record
 *  0  'S' 'P' 'O' 1   what this is             0  1: owed; 0: settled, which the checksum does not cover
 *  4  id              4 bytes                  1  kind: 1 put, 2 removal, 3 put whose value was not kept
 *  8  records                                  2  0 0
 *                                              4  length of the key          4 bytes
 *                                              8  length of the payload      4 bytes
 *                                             12  version                    8 bytes
 *                                             20  node                       4 bytes
 *                                             24  created                    8 bytes, milliseconds since the epoch
 *                                             32  deadline                   8 bytes, milliseconds since the epoch
 *                                             40  checksum                   CRC-32C of 1 to 39, key and payload
 *                                             44  key, payload
 * </pre>
 */
final class OwedSegment implements Closeable {
    static final String SUFFIX = ".owed";
    static final int HEAD = 8;
    static final int RECORD_HEAD = 44;

    private static final int MAGIC = 0x53504F01;
    private static final byte OWED = 1;
    private static final byte SETTLED = 0;
    private static final byte PUT = 1;
    private static final byte REMOVAL = 2;
    private static final byte PUT_ELSEWHERE = 3;
    private static final int CHECKED_FROM = 1;
    private static final int KEY_LENGTH_AT = 4;
    private static final int CHECKSUM_AT = 40;
    private static final byte[] NOTHING = {};

    private final int id;
    private final Path path;
    private final RandomAccessFile file;
    private long length = HEAD;
    private long liveRecords;
    private long liveBytes;
    private long damagedBytes;

    /** Told of records. */
    interface Visitor {
        /**
         * A record that is not settled.
         *
         * @param at where it is
         * @param removal whether the key was removed; else, without an entry, its value was not kept
         */
        void owed(int at, Owed write, boolean removal);
    }

    private OwedSegment(int id, Path path, RandomAccessFile file) {
        this.id = id;
        this.path = path;
        this.file = file;
    }

    static Path path(Path folder, int id) {
        return folder.resolve("%06x".formatted(id) + SUFFIX);
    }

    static OwedSegment create(Path folder, int id) throws IOException {
        Path path = path(folder, id);
        OwnerOnly.createFile(path);
        OwedSegment segment = new OwedSegment(id, path, new RandomAccessFile(path.toFile(), "rw"));
        segment.file.write(ByteBuffer.allocate(HEAD).putInt(MAGIC).putInt(id).array());
        return segment;
    }

    /**
     * Opens a file of an earlier run, to which nothing is added.
     *
     * @param visitor told of what is owed
     * @return null if it is none of these files
     */
    static @Nullable OwedSegment open(Path folder, int id, Visitor visitor) throws IOException {
        Path path = path(folder, id);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        if (bytes.limit() < HEAD || bytes.getInt() != MAGIC || bytes.getInt() != id) {
            return null;
        }
        OwedSegment segment = new OwedSegment(id, path, new RandomAccessFile(path.toFile(), "rw"));
        for (int at = nextRecord(bytes, HEAD); at < bytes.limit(); at = nextRecord(bytes, (int) segment.length)) {
            int size = sizeAt(bytes, at);
            segment.damagedBytes += at - segment.length;
            segment.length = (long) at + size;
            if (bytes.get(at) != SETTLED) {
                segment.added(size);
                Owed write = read(bytes, at);
                visitor.owed(at, write, bytes.get(at + 1) == REMOVAL);
            }
        }
        return segment;
    }

    /**
     * The place of the first record from a place on, or the end. Between the two is what was damaged; what is not whole at the
     * end was being written when the process ended.
     */
    private static int nextRecord(ByteBuffer bytes, int from) {
        for (int at = from; at <= bytes.limit() - RECORD_HEAD; at++) {
            if (looksLikeRecord(bytes, at) && sizeAt(bytes, at) > 0) {
                return at;
            }
        }
        return bytes.limit();
    }

    /** So that checksums are not computed at each place. */
    private static boolean looksLikeRecord(ByteBuffer bytes, int at) {
        byte state = bytes.get(at);
        byte kind = bytes.get(at + 1);
        return (state == OWED || state == SETTLED)
                && kind >= PUT
                && kind <= PUT_ELSEWHERE
                && bytes.getShort(at + 2) == 0;
    }

    /** The size of the record at a place; 0 if there is none, or not a whole one: its writer was never told that it is there. */
    private static int sizeAt(ByteBuffer bytes, int at) {
        if (bytes.limit() - at < RECORD_HEAD) {
            return 0;
        }
        int key = bytes.getInt(at + KEY_LENGTH_AT);
        int payload = bytes.getInt(at + KEY_LENGTH_AT + Integer.BYTES);
        long size = (long) RECORD_HEAD + key + payload;
        if (key < 0 || payload < 0 || size > bytes.limit() - at) {
            return 0;
        }
        return bytes.getInt(at + CHECKSUM_AT) == checksum(bytes, at, (int) size) ? (int) size : 0;
    }

    private static int checksum(ByteBuffer bytes, int at, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at + CHECKED_FROM, CHECKSUM_AT - CHECKED_FROM));
        crc.update(bytes.slice(at + RECORD_HEAD, size - RECORD_HEAD));
        return (int) crc.getValue();
    }

    private static Owed read(ByteBuffer bytes, int at) {
        byte[] key = new byte[bytes.getInt(at + KEY_LENGTH_AT)];
        byte[] payload = new byte[bytes.getInt(at + KEY_LENGTH_AT + Integer.BYTES)];
        bytes.get(at + RECORD_HEAD, key);
        bytes.get(at + RECORD_HEAD + key.length, payload);
        long version = bytes.getLong(at + 12);
        int node = bytes.getInt(at + 20);
        Envelope entry = bytes.get(at + 1) == PUT
                ? new Envelope(version, node, bytes.getLong(at + 24), bytes.getLong(at + 32), payload)
                : null;
        return new Owed(key, version, node, entry);
    }

    /** How long a record is. */
    static int sizeOf(Owed write) {
        Envelope entry = write.entry();
        return RECORD_HEAD + write.key().length + (entry == null ? 0 : entry.payload().length);
    }

    /**
     * Adds a record.
     *
     * @param removal whether the key was removed; otherwise, without an entry, the value is not kept
     * @return where it is
     */
    int add(Owed write, boolean removal) throws IOException {
        Envelope entry = write.entry();
        byte[] payload = entry == null ? NOTHING : entry.payload();
        int size = sizeOf(write);
        ByteBuffer bytes = ByteBuffer.allocate(size)
                .put(OWED)
                .put(entry != null ? PUT : removal ? REMOVAL : PUT_ELSEWHERE)
                .putShort((short) 0)
                .putInt(write.key().length)
                .putInt(payload.length)
                .putLong(write.version())
                .putInt(write.node())
                .putLong(entry == null ? 0 : entry.created())
                .putLong(entry == null ? 0 : entry.deadline());
        bytes.position(RECORD_HEAD);
        bytes.put(write.key()).put(payload);
        bytes.putInt(CHECKSUM_AT, checksum(bytes, 0, size));
        int at = (int) length;
        // A record that is cut short is written over by the next one.
        file.seek(at);
        file.write(bytes.array());
        length += size;
        added(size);
        return at;
    }

    private void added(int size) {
        liveRecords++;
        liveBytes += size;
    }

    /** Reads the write at a place. */
    Owed read(int at) throws IOException {
        byte[] head = new byte[RECORD_HEAD];
        file.seek(at);
        file.readFully(head);
        ByteBuffer lengths = ByteBuffer.wrap(head);
        int size = RECORD_HEAD + lengths.getInt(KEY_LENGTH_AT) + lengths.getInt(KEY_LENGTH_AT + Integer.BYTES);
        byte[] record = new byte[size];
        file.seek(at);
        file.readFully(record);
        ByteBuffer bytes = ByteBuffer.wrap(record);
        if (sizeAt(bytes, 0) != size) {
            throw new IOException(path + " is damaged at " + at);
        }
        return read(bytes, 0);
    }

    /** Marks what is at a place as settled, of a write that has a size. */
    void settle(int at, int size) throws IOException {
        liveRecords--;
        liveBytes -= size;
        file.seek(at);
        file.write(SETTLED);
    }

    int id() {
        return id;
    }

    long length() {
        return length;
    }

    long liveBytes() {
        return liveBytes;
    }

    /** How many bytes between records were none when this was opened. */
    long damagedBytes() {
        return damagedBytes;
    }

    boolean isSettled() {
        return liveRecords == 0;
    }

    /** Waits until the storage device has all of it. */
    void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    void delete() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
