package io.spillway.checkpoint;

import io.spillway.checkpoint.CheckpointException.Reason;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A file that is read from beginning to end, with the checksums in it compared. For one thread. */
final class CheckedFile implements Closeable {
    private final Path path;
    private final FileInputStream in;
    private final long length;
    private final CRC32C ofAll = new CRC32C();
    private long position;

    CheckedFile(Path path) throws IOException {
        this.path = path;
        this.in = new FileInputStream(path.toFile());
        try {
            this.length = in.getChannel().size();
        } catch (IOException | RuntimeException | Error e) {
            in.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    long position() {
        return position;
    }

    /** How many bytes follow. */
    long left() {
        return length - position;
    }

    /**
     * Reads bytes; no room is made for more than the file has.
     *
     * @throws CheckpointException if the file does not have as many
     */
    byte[] read(int count) throws IOException {
        if (count > left()) {
            throw damaged("it ends too early, at byte " + length);
        }
        byte[] read = in.readNBytes(count);
        if (read.length < count) {
            throw damaged("it was cut off while it was read");
        }
        position += count;
        ofAll.update(read);
        return read;
    }

    /** Compares a checksum with the four bytes that follow. */
    void checkSum(CRC32C crc, String what) throws IOException {
        int expected = (int) crc.getValue();
        if (ByteBuffer.wrap(read(Integer.BYTES)).getInt() != expected) {
            throw damaged(what);
        }
    }

    /** Compares the checksum of all that was read with the four bytes that follow. */
    void checkSumOfAll(String what) throws IOException {
        checkSum(ofAll, what);
    }

    /** The exception that says what is not as it was written; where it ends with "is", the end of the sentence is added. */
    CheckpointException damaged(String what) {
        return new CheckpointException(
                path, Reason.DAMAGED, what + (what.endsWith(" is") ? " not as it was written" : ""));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
