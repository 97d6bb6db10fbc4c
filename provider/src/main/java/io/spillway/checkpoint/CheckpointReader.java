package io.spillway.checkpoint;

import io.spillway.checkpoint.CheckpointException.Reason;
import io.spillway.codec.Envelope;
import io.spillway.codec.Lz4;
import io.spillway.tier.StoreSnapshot.Item;
import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;
import org.jspecify.annotations.Nullable;

/**
 * Reads one checkpoint, comparing every checksum; interrupts do it no harm. Nothing it says is used before it verifies, so
 * bytes of any kind lead to a {@link CheckpointException} at worst. The file is only read. For one thread.
 */
public final class CheckpointReader implements Closeable {
    private final CheckedFile in;
    private final CheckpointHeader header;
    private int blocks;
    private long entries;
    private long bytes;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private int leftInBlock;
    private @Nullable CheckpointTotals totals;

    private CheckpointReader(CheckedFile in) throws IOException {
        this.in = in;
        this.header = readHeader();
    }

    /**
     * Opens a checkpoint.
     *
     * @throws CheckpointException if this is none, or one of a newer format
     */
    public static CheckpointReader open(Path file) throws IOException {
        CheckedFile in = new CheckedFile(file);
        try {
            return new CheckpointReader(in);
        } catch (IOException | RuntimeException | Error e) {
            in.close();
            throw e;
        }
    }

    /**
     * Looks only at what a checkpoint says of itself.
     *
     * @throws CheckpointException if this is none, one of a newer format, or one that was made by whom {@code wanted} doesn't fit
     */
    static void requireFit(Path file, CheckpointHeader wanted) throws IOException {
        try (CheckpointReader reader = open(file)) {
            String misfit = reader.header().misfit(wanted);
            if (!misfit.isEmpty()) {
                throw new CheckpointException(file, Reason.FOREIGN, misfit);
            }
        }
    }

    /**
     * Reads a checkpoint from beginning to end, without unpacking its entries.
     *
     * @throws CheckpointException if it is not as it was written
     */
    public static CheckpointTotals verify(Path file) throws IOException {
        try (CheckpointReader reader = open(file)) {
            while (reader.nextBlock(false)) {
                reader.leftInBlock = 0;
            }
            return reader.totals();
        }
    }

    /** What the checkpoint says of itself. */
    public CheckpointHeader header() {
        return header;
    }

    /** What the checkpoint consists of; after its last entry was read. */
    public CheckpointTotals totals() {
        CheckpointTotals known = totals;
        if (known == null) {
            throw new IllegalStateException("The checkpoint " + in.path() + " was not read to its end yet");
        }
        return known;
    }

    /**
     * The next entry; null at the end.
     *
     * @throws CheckpointException if from here on the file is not as it was written
     */
    public @Nullable Item next() throws IOException {
        while (leftInBlock == 0) {
            if (totals != null || !nextBlock(true)) {
                return null;
            }
        }
        leftInBlock--;
        try {
            Item item = readEntry();
            if (leftInBlock == 0 && block.hasRemaining()) {
                throw in.damaged("block " + (blocks - 1) + " holds more than its entries");
            }
            return item;
        } catch (BufferUnderflowException e) {
            throw in.damaged("block " + (blocks - 1) + " ends within an entry");
        }
    }

    private Item readEntry() throws CheckpointException {
        if (block.getInt() != 0) {
            throw in.damaged("an entry in block " + (blocks - 1) + " is of no known kind");
        }
        int node = block.getInt();
        long version = block.getLong();
        long created = block.getLong();
        long deadline = block.getLong();
        int keyLength = block.getInt();
        int payloadLength = block.getInt();
        if (keyLength < 0 || payloadLength < 0 || (long) keyLength + payloadLength > block.remaining()) {
            throw in.damaged("an entry in block " + (blocks - 1) + " is longer than the block");
        }
        byte[] key = new byte[keyLength];
        byte[] payload = new byte[payloadLength];
        block.get(key).get(payload);
        return new Item(key, new Envelope(version, node, created, deadline, payload));
    }

    private CheckpointHeader readHeader() throws IOException {
        byte[] fixedBytes = in.read(Format.HEADER);
        ByteBuffer fixed = ByteBuffer.wrap(fixedBytes);
        if (fixed.getInt() != Format.MAGIC) {
            throw in.damaged("it does not begin as a checkpoint does");
        }
        int version = fixed.getInt() >>> 24;
        if (version != Format.VERSION) {
            throw new CheckpointException(
                    in.path(),
                    version > Format.VERSION ? Reason.NEWER : Reason.DAMAGED,
                    "its format is " + version + ", and this version of Spillway reads " + Format.VERSION);
        }
        long began = fixed.getLong();
        long id = fixed.getLong();
        int namesLength = fixed.getInt();
        if (namesLength < 0 || namesLength > Format.MAX_NAMES) {
            throw in.damaged("its header is");
        }
        byte[] nameBytes = in.read(namesLength);
        ByteBuffer names = ByteBuffer.wrap(nameBytes);
        CRC32C crc = new CRC32C();
        crc.update(fixedBytes);
        crc.update(nameBytes);
        in.checkSum(crc, "its header is");
        try {
            CheckpointHeader read = new CheckpointHeader(id, began, text(names), text(names), text(names), text(names));
            if (names.hasRemaining()) {
                throw in.damaged("its header is");
            }
            return read;
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw in.damaged("its header is");
        }
    }

    private static String text(ByteBuffer names) {
        int length = names.getInt();
        if (length > names.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[length];
        names.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Reads the next block; false if there is the end instead. */
    private boolean nextBlock(boolean unpacked) throws IOException {
        long start = in.position();
        byte[] magicBytes = in.read(Integer.BYTES);
        int magic = ByteBuffer.wrap(magicBytes).getInt();
        if (magic == Format.END_MAGIC) {
            readEnd();
            return false;
        }
        String what = "block " + blocks + ", at byte " + start + ", is";
        byte[] headBytes = in.read(Format.BLOCK_HEAD - 2 * Integer.BYTES);
        ByteBuffer head = ByteBuffer.wrap(headBytes);
        CRC32C crc = new CRC32C();
        crc.update(magicBytes);
        crc.update(headBytes);
        in.checkSum(crc, what);
        int number = head.getInt();
        int count = head.getInt();
        int unpackedLength = head.getInt();
        int storedLength = head.getInt();
        int how = head.getInt() >>> 24;
        long id = head.getLong();
        boolean plausible = storedLength >= 0
                && storedLength <= in.left()
                && (how == Format.LZ4
                        ? unpackedLength >= 0 && unpackedLength <= (long) Format.MAX_RATIO * storedLength
                        : how == Format.PLAIN && unpackedLength == storedLength);
        if (magic != Format.BLOCK_MAGIC || number != blocks || id != header.id() || !plausible || count <= 0) {
            throw in.damaged(what);
        }
        byte[] stored = in.read(storedLength);
        CRC32C ofBlock = new CRC32C();
        ofBlock.update(stored);
        in.checkSum(ofBlock, what);
        blocks++;
        entries += count;
        bytes += unpackedLength;
        leftInBlock = count;
        if (unpacked) {
            block = ByteBuffer.wrap(how == Format.PLAIN ? stored : unpack(stored, unpackedLength, what));
        }
        return true;
    }

    private byte[] unpack(byte[] stored, int unpackedLength, String what) throws CheckpointException {
        byte[] target = new byte[unpackedLength];
        try {
            int made = Lz4.DECOMPRESSOR.decompress(stored, 0, stored.length, target, 0, unpackedLength);
            if (made == unpackedLength) {
                return target;
            }
        } catch (LZ4Exception e) {
            throw in.damaged(what);
        }
        throw in.damaged(what);
    }

    private void readEnd() throws IOException {
        ByteBuffer end = ByteBuffer.wrap(in.read(Format.END - 2 * Integer.BYTES));
        in.checkSumOfAll("its checksum as a whole is");
        boolean right = end.getInt() == blocks && end.getLong() == entries && end.getLong() == bytes;
        long ended = end.getLong();
        if (!right || end.getLong() != header.id() || in.left() != 0) {
            throw in.damaged("its end is");
        }
        totals = new CheckpointTotals(blocks, entries, bytes, in.position(), ended);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
