package io.spillway.tier.disk;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a journal begins with; the package's documentation shows its layout.
 *
 * @param storeId the store that the volume belongs to
 * @param volumeId the volume
 * @param records how many records there is room for
 * @param mark a number of this journal's own, which is in the checksum of each record
 * @param boot the machine's boot id when the journal was made
 */
record JournalHeader(long storeId, int volumeId, int records, int mark, UUID boot) {
    static final int LENGTH = 64;
    private static final int MAGIC = 0x53504A31;
    private static final byte FORMAT = 1;
    private static final int BOOT_AT = 32;
    private static final int CHECKSUM_AT = 60;
    private static final UUID UNKNOWN = new UUID(0, 0);

    /** The boot id of this machine, as far as it is known. */
    static UUID thisBoot() {
        try {
            return UUID.fromString(Owner.self().boot());
        } catch (IllegalArgumentException e) {
            return UNKNOWN;
        }
    }

    /** Whether the machine has not been started again since. */
    boolean isOfThisBoot() {
        return !boot.equals(UNKNOWN) && boot.equals(thisBoot());
    }

    byte[] encode() {
        byte[] bytes = new byte[LENGTH];
        ByteBuffer.wrap(bytes)
                .putInt(MAGIC)
                .put(FORMAT)
                .position(8)
                .putLong(storeId)
                .putInt(volumeId)
                .putInt(records)
                .putInt(mark)
                .position(BOOT_AT)
                .putLong(boot.getMostSignificantBits())
                .putLong(boot.getLeastSignificantBits())
                .putInt(CHECKSUM_AT, checksum(bytes));
        return bytes;
    }

    /** Reads what a file begins with; null if that is not the beginning of a journal that this version can read. */
    static @Nullable JournalHeader decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < LENGTH
                || in.getInt() != MAGIC
                || in.get() != FORMAT
                || in.getInt(CHECKSUM_AT) != checksum(bytes)) {
            return null;
        }
        in.position(8);
        long storeId = in.getLong();
        int volumeId = in.getInt();
        int records = in.getInt();
        int mark = in.getInt();
        in.position(BOOT_AT);
        return new JournalHeader(storeId, volumeId, records, mark, new UUID(in.getLong(), in.getLong()));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}
