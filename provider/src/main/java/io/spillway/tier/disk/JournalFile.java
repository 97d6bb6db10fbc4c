package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How the file of a journal is made and read. */
final class JournalFile {
    static final String SUFFIX = ".journal";

    private final JournalHeader header;
    private final byte[] content;

    private JournalFile(JournalHeader header, byte[] content) {
        this.header = header;
        this.content = content;
    }

    static Path path(Path folder, int volumeId) {
        return folder.resolve(VolumeFile.name(volumeId).replace(VolumeFile.SUFFIX, SUFFIX));
    }

    /**
     * Makes a file of full size, its room reserved. It bears its final name only when it is complete; where that fails, nothing
     * of it stays.
     */
    static MappedByteBuffer create(Path path, JournalHeader header) throws IOException {
        Path unfinished = path.resolveSibling(path.getFileName() + VolumeFile.UNFINISHED);
        return Interrupts.shielded(() -> {
            boolean complete = false;
            try {
                Files.deleteIfExists(unfinished);
                OwnerOnly.createFile(unfinished);
                MappedByteBuffer mapped = fill(unfinished, header);
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                complete = true;
                return mapped;
            } finally {
                if (!complete) {
                    Files.deleteIfExists(unfinished);
                }
            }
        });
    }

    private static MappedByteBuffer fill(Path file, JournalHeader header) throws IOException {
        int length = length(header.records());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), length - 1L);
            if (!ChronicleRuntime.reserve(file)) {
                VolumeFile.fill(file);
            }
            // Mapped only now: what is written to a map that the file system has no room for can't be refused.
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
            mapped.put(0, header.encode());
            return mapped;
        }
    }

    /** The length of a file with room for so many records. */
    static int length(int records) {
        return Math.addExact(JournalHeader.LENGTH, Math.multiplyExact(records, JournalRecord.LENGTH));
    }

    /**
     * Reads the journal of a volume; null if there is none.
     *
     * @throws DamagedFileException if it does not begin as it was written, or belongs to something else
     */
    static @Nullable JournalFile read(Path folder, int volumeId, long storeId)
            throws IOException, DamagedFileException {
        Path path = path(folder, volumeId);
        JournalFile journal = read(path);
        if (journal != null && (journal.header.storeId() != storeId || journal.header.volumeId() != volumeId)) {
            throw new DamagedFileException(path, "it belongs to another volume");
        }
        return journal;
    }

    /** Reads a file, whatever it belongs to; null if there is none. */
    static @Nullable JournalFile read(Path path) throws IOException, DamagedFileException {
        byte[] content;
        try {
            content = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return null;
        }
        JournalHeader header = JournalHeader.decode(content);
        if (header == null) {
            throw new DamagedFileException(path, "it does not begin as a journal does");
        }
        return new JournalFile(header, content);
    }

    JournalHeader header() {
        return header;
    }

    /** Hands over each record that is as it was written. */
    void forEach(Consumer<JournalRecord> visitor) {
        for (int at = JournalHeader.LENGTH; at <= content.length - JournalRecord.LENGTH; at += JournalRecord.LENGTH) {
            JournalRecord read =
                    JournalRecord.decode(Arrays.copyOfRange(content, at, at + JournalRecord.LENGTH), header.mark());
            if (read != null) {
                visitor.accept(read);
            }
        }
    }
}
