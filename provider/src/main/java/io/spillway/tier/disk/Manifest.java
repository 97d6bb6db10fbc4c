package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a store says of itself as a whole, in a small text file that is replaced whenever something of it changes.
 *
 * @param storeId identity of the store, found in all of its files
 * @param cacheName the cache it belongs to, {@linkplain FolderNames#escape escaped}
 * @param generation raised by each clear; frames of lower ones are dead
 * @param tierBytes the configured size, from which the shape of the volumes follows
 * @param survives what the store was opened for last
 * @param clean whether it was closed properly, and not opened since
 * @param highestVersion the highest version of an entry, as of the proper close
 * @param nextSequence a number above all sequences used, as of the proper close
 * @param nextVolume a number above all volume ids used, as of the proper close
 * @param volumes the ids of the volumes there are, as of the proper close; null if not known, as while a store is open
 */
record Manifest(
        long storeId,
        String cacheName,
        int generation,
        long tierBytes,
        Survives survives,
        boolean clean,
        long highestVersion,
        long nextSequence,
        int nextVolume,
        @Nullable List<Integer> volumes) {
    static final String FILE = "manifest";
    static final String COPY = "manifest.copy";
    static final int FORMAT = 1;

    private static final String CHECKSUM = "checksum=";
    private static final String VOLUMES = "volumes";

    static Manifest ofNew(long storeId, DiskOptions options) {
        return new Manifest(
                storeId,
                FolderNames.escape(options.cacheName()),
                1,
                options.maxBytes(),
                options.survives(),
                true,
                0,
                1,
                1,
                List.of());
    }

    Manifest withGeneration(int newGeneration) {
        return new Manifest(
                storeId,
                cacheName,
                newGeneration,
                tierBytes,
                survives,
                clean,
                highestVersion,
                nextSequence,
                nextVolume,
                null);
    }

    Manifest opened(DiskOptions options) {
        return new Manifest(
                storeId,
                cacheName,
                generation,
                options.maxBytes(),
                options.survives(),
                false,
                highestVersion,
                nextSequence,
                nextVolume,
                null);
    }

    Manifest closed(long newHighestVersion, long newNextSequence, int newNextVolume, List<Integer> newVolumes) {
        return new Manifest(
                storeId,
                cacheName,
                generation,
                tierBytes,
                survives,
                true,
                newHighestVersion,
                newNextSequence,
                newNextVolume,
                List.copyOf(newVolumes));
    }

    void write(Path folder) throws IOException {
        String text = String.join(
                        "\n",
                        "format=" + FORMAT,
                        "store=" + Long.toHexString(storeId),
                        "cache=" + cacheName,
                        "generation=" + generation,
                        "bytes=" + tierBytes,
                        "survives=" + survives,
                        "clean=" + clean,
                        "highest-version=" + highestVersion,
                        "next-sequence=" + nextSequence,
                        "next-volume=" + nextVolume)
                + "\n"
                + (volumes == null ? "" : VOLUMES + "=" + join(volumes) + "\n");
        byte[] bytes = (text + CHECKSUM + checksum(text) + "\n").getBytes(StandardCharsets.UTF_8);
        // The copy first: should the manifest be damaged one day, the copy must not be older than it was.
        DurableFiles.replace(folder.resolve(COPY), channel -> DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes)));
        DurableFiles.replace(folder.resolve(FILE), channel -> DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /**
     * Reads the manifest of a folder, or its copy where that can't be read; null if there is none.
     *
     * @throws DamagedFileException if neither is what was written, or of a format that this version can read
     */
    static @Nullable Manifest read(Path folder) throws IOException, DamagedFileException {
        try {
            Manifest manifest = readFile(folder.resolve(FILE));
            return manifest != null ? manifest : readCopy(folder);
        } catch (DamagedFileException e) {
            Manifest copy = readCopy(folder);
            if (copy == null) {
                throw e;
            }
            return copy;
        }
    }

    /** Whether a file is a manifest as it was written. */
    static boolean isIntact(Path file) {
        try {
            return readFile(file) != null;
        } catch (IOException | DamagedFileException e) {
            return false;
        }
    }

    private static @Nullable Manifest readCopy(Path folder) throws IOException, DamagedFileException {
        return readFile(folder.resolve(COPY));
    }

    /** Reads one of the two files; null if there is none. */
    static @Nullable Manifest readFile(Path file) throws IOException, DamagedFileException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return null;
        }
        int end = text.lastIndexOf(CHECKSUM);
        if (end < 0 || !text.substring(end).strip().equals(CHECKSUM + checksum(text.substring(0, end)))) {
            throw new DamagedFileException(file, "its checksum does not match");
        }
        return parse(file, text.substring(0, end));
    }

    private static Manifest parse(Path file, String text) throws DamagedFileException {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
        });
        String format = values.getOrDefault("format", "none");
        if (!format.equals(Integer.toString(FORMAT))) {
            throw DamagedFileException.ofUnknownFormat(
                    file, "its format is " + format + ", this version reads " + FORMAT);
        }
        try {
            return new Manifest(
                    Long.parseUnsignedLong(values.getOrDefault("store", ""), 16),
                    values.getOrDefault("cache", ""),
                    Integer.parseInt(values.getOrDefault("generation", "")),
                    Long.parseLong(values.getOrDefault("bytes", "")),
                    Survives.valueOf(values.getOrDefault("survives", "")),
                    Boolean.parseBoolean(values.get("clean")),
                    Long.parseLong(values.getOrDefault("highest-version", "")),
                    Long.parseLong(values.getOrDefault("next-sequence", "")),
                    Integer.parseInt(values.getOrDefault("next-volume", "")),
                    split(values.get(VOLUMES)));
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(file, e.getMessage());
        }
    }

    private static String join(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Those that did not write it yet are of the same format. */
    private static @Nullable List<Integer> split(@Nullable String ids) {
        if (ids == null) {
            return null;
        }
        return ids.isEmpty()
                ? List.of()
                : Stream.of(ids.split(",")).map(Integer::valueOf).toList();
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
