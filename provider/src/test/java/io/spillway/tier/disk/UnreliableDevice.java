package io.spillway.tier.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a storage device may have of a folder's files when the power fails: of each file at least what was forced, and
 * beyond that any pages of any moment since, in any order; files that were made since may be missing, and files that were
 * deleted since may still be there.
 */
final class UnreliableDevice implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int MOMENTS = 5;

    private final Path folder;
    private final Map<Path, Forced> durable = new HashMap<>();
    /** Earlier ones are forgotten, which leaves fewer pages to choose from. */
    private final List<Map<Path, byte[]>> moments = new ArrayList<>();

    private int looks;

    /** What was forced of a file, and after how many looks. */
    record Forced(byte[] bytes, int looks) {}

    private UnreliableDevice(Path folder) {
        this.folder = folder;
    }

    /** From now on until it is closed, the device learns of what is forced in a folder. */
    static UnreliableDevice under(Path folder) {
        UnreliableDevice device = new UnreliableDevice(folder);
        DurableFiles.forced = device::forced;
        return device;
    }

    private synchronized void forced(Path file) {
        if (file.startsWith(folder)) {
            try {
                durable.put(folder.relativize(file), new Forced(Files.readAllBytes(file), looks));
            } catch (NoSuchFileException e) {
                durable.remove(folder.relativize(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What has been forced by now. */
    synchronized Map<Path, Forced> durable() {
        return Map.copyOf(durable);
    }

    /** Looks at the files as they are now: any of their pages may be on the device from now on. */
    synchronized void look() throws IOException {
        Map<Path, byte[]> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("lock") && !name.equals("owner")) {
                    files.put(folder.relativize(file), Files.readAllBytes(file));
                }
            }
        }
        moments.add(files);
        looks++;
        if (moments.size() > MOMENTS) {
            moments.remove(0);
        }
    }

    /**
     * Writes what the device may have to another folder.
     *
     * @param forced what it has in any case
     * @param back how many looks ago that was: what was deleted since is still there, as it may have been forced before that
     */
    synchronized void fail(Map<Path, Forced> forced, int back, Path target, Random random) throws IOException {
        Map<Path, byte[]> last = moments.get(moments.size() - 1);
        Map<Path, byte[]> then = moments.get(moments.size() - 1 - back);
        TreeSet<Path> files = new TreeSet<>(forced.keySet());
        files.addAll(last.keySet());
        for (Path file : files) {
            boolean maybeGone = !forced.containsKey(file) || !then.containsKey(file);
            if (!maybeGone || random.nextBoolean()) {
                Files.createDirectories(target.resolve(file).getParent());
                Files.write(target.resolve(file), content(file, forced.get(file), random));
            }
        }
    }

    private byte[] content(Path file, @Nullable Forced forced, Random random) {
        List<byte[]> versions = new ArrayList<>();
        if (forced != null) {
            versions.add(forced.bytes());
        }
        // Small files are replaced as a whole, and that is forced: a file is the one or the other.
        boolean inPages = file.toString().endsWith(VolumeFile.SUFFIX);
        if (inPages || forced == null) {
            int first = forced == null ? 0 : Math.max(0, forced.looks() - (looks - moments.size()));
            for (Map<Path, byte[]> moment : moments.subList(Math.min(first, moments.size()), moments.size())) {
                if (moment.containsKey(file)) {
                    versions.add(moment.get(file));
                }
            }
        }
        byte[] content = versions.get(versions.size() - 1).clone();
        if (file.toString().endsWith(JournalFile.SUFFIX)) {
            return ofAnotherBoot(content);
        }
        if (!inPages) {
            return content;
        }
        if (forced == null) {
            versions.add(new byte[content.length]);
        }
        // Now and then nearly all of it, or nearly nothing.
        int share = random.nextInt(101);
        for (int at = 0; at < content.length; at += PAGE) {
            int end = Math.min(content.length, at + PAGE);
            byte[] version = versions.get(random.nextInt(100) < share ? random.nextInt(versions.size()) : 0);
            Arrays.fill(content, at, end, (byte) 0);
            if (at < version.length) {
                System.arraycopy(version, at, content, at, Math.min(end, version.length) - at);
            }
        }
        return content;
    }

    /** The machine will have been started again; then it does not matter which pages of a journal there are. */
    private static byte[] ofAnotherBoot(byte[] journal) {
        JournalHeader header = JournalHeader.decode(journal);
        byte[] other = new JournalHeader(
                        header.storeId(), header.volumeId(), header.records(), header.mark(), UUID.randomUUID())
                .encode();
        System.arraycopy(other, 0, journal, 0, other.length);
        return journal;
    }

    @Override
    public void close() {
        DurableFiles.forced = file -> {};
    }
}
