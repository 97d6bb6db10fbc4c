package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.spillway.tier.RemoteTierProvider.Keeping;
import io.spillway.tier.disk.DurableFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Whose entries overflow to Redis. They make sense with the cache's own files alone, which know what has replaced or removed
 * them; so each set of files has a name, in a file beside what is owed, and its entries are in Redis under that name. Where
 * the cache's content ends, so does the name.
 */
final class OverflowOwner {
    private static final System.Logger LOG = System.getLogger(OverflowOwner.class.getName());
    private static final String FILE = "overflow";
    private static final String NAME = "[0-9a-f]{16}";

    private final String name;
    private final boolean isNew;
    /** Where the name is written at a close; null where that is done already, or never. */
    private final @Nullable Path toWrite;

    private OverflowOwner(String name, boolean isNew, @Nullable Path toWrite) {
        this.name = name;
        this.isNew = isNew;
        this.toWrite = toWrite;
    }

    /**
     * Finds the name that an earlier run has left, or draws one.
     *
     * @param keeping where it is left; null if the content ends with the run
     * @param forget whether not to go on with what was left: a removal among what is owed may be missing
     * @throws CacheException if the file can't be used
     */
    static OverflowOwner open(@Nullable Keeping keeping, String cache, boolean forget) {
        if (keeping == null) {
            return new OverflowOwner(draw(), true, null);
        }
        Path file = keeping.folder().resolve(FILE);
        try {
            String left = Files.exists(file) ? Files.readString(file, US_ASCII).strip() : "";
            boolean found = left.matches(NAME) && !forget;
            String name = found ? left : draw();
            if (!keeping.survivesCrash()) {
                // If this run ends without a close, its content is gone, and this is to be, too.
                Files.deleteIfExists(file);
                return new OverflowOwner(name, !found, file);
            }
            if (!found) {
                write(file, name);
            }
            return new OverflowOwner(name, !found, null);
        } catch (IOException e) {
            throw new CacheException(
                    "Cache '" + cache + "' can't be opened: " + file
                            + ", which says what has overflowed to Redis, can't" + " be used (" + e
                            + "). Configure a directory that this process may write to.",
                    e);
        }
    }

    private static String draw() {
        return new String(Meta.digits(Meta.drawGeneration()), US_ASCII);
    }

    private static void write(Path file, String name) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(name.getBytes(US_ASCII));
        DurableFiles.replace(file, channel -> DurableFiles.writeFully(channel, bytes));
    }

    String name() {
        return name;
    }

    /** Whether nobody has had this name before. */
    boolean isNew() {
        return isNew;
    }

    /** Leaves the name to the next run; before others may open the files. */
    void keep() {
        if (toWrite != null) {
            try {
                write(toWrite, name);
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        toWrite + " can't be written: what has overflowed to Redis is not found by the next run",
                        e);
            }
        }
    }
}
