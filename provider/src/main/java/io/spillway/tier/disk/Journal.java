package io.spillway.tier.disk;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.openhft.chronicle.core.cleaner.CleanerServiceLocator;
import org.jspecify.annotations.Nullable;

/**
 * What a volume holds that has no hint file yet, in short, in a mapped file beside it. Should the volume be damaged before its
 * hint file is written, the journal tells which frames are missing, so that nothing older takes their places.
 *
 * <p>A record is written when its frame is in the volume, whole, and before anybody is told so. A frame that is missing
 * although there is a record of it was therefore taken away by damage, rather than by the death of the process.
 *
 * <p>Safe for use by any thread; closing is for when nobody writes any more.
 */
final class Journal {
    /** No record is to be written. */
    static final int NONE = -1;

    private final Path path;
    private final int records;
    private final int mark;
    /** Each writer takes a place of his own; what he does not need in the end stays empty. */
    private final AtomicInteger next = new AtomicInteger();

    private @Nullable MappedByteBuffer file;

    private Journal(Path path, JournalHeader header, MappedByteBuffer file) {
        this.path = path;
        this.records = header.records();
        this.mark = header.mark();
        this.file = file;
    }

    /** Makes the journal of a volume, which is made after it. */
    static Journal create(Path folder, int volumeId, long storeId, VolumeShape shape) throws IOException {
        int mark = new SecureRandom().nextInt();
        JournalHeader header = new JournalHeader(storeId, volumeId, shape.mostFrames(), mark, JournalHeader.thisBoot());
        Path path = JournalFile.path(folder, volumeId);
        return new Journal(path, header, JournalFile.create(path, header));
    }

    /** Takes the place of a record, before its frame is added; {@link #NONE} if all are taken. */
    int reserve() {
        int place = next.get() < records ? next.getAndIncrement() : records;
        return place < records ? place : NONE;
    }

    /** Writes down a frame that is in the volume. */
    void write(int place, FrameHead head, byte[] key) {
        MappedByteBuffer target = file;
        if (target != null) {
            byte[] bytes = JournalRecord.of(head, key).encode(mark);
            // After the frame, whatever the compiler would like better.
            VarHandle.storeStoreFence();
            target.put(JournalFile.length(place), bytes);
        }
    }

    /** Lets go of the file, at once: as long as it is mapped, its room is taken even when it is deleted. Idempotent. */
    synchronized void close() {
        MappedByteBuffer mapped = file;
        file = null;
        if (mapped != null) {
            CleanerServiceLocator.cleanerService().clean(mapped);
        }
    }

    /** Closes the file and deletes it. */
    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }
}
