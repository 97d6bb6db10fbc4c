package io.spillway.tier.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/** What can happen to a file. */
enum Damage {
    BITS,
    CUT,
    ZEROED_PAGE,
    GARBAGE_PAGE,
    SWAPPED_PAGES,
    EMPTIED,
    DELETED,
    /** The file of the same name of another store. */
    FOREIGN;

    private static final int PAGE = 4096;

    /** Damages one of the files below a folder; says what was done to which. */
    static String any(Path base, Path foreign, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(base)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Path file = files.get(random.nextInt(files.size()));
        Damage damage = values()[random.nextInt(values().length)];
        if (damage == FOREIGN) {
            Path other = foreign.resolve(base.relativize(file));
            if (Files.exists(other)) {
                Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
            } else {
                damage = DELETED;
            }
        }
        if (damage == DELETED) {
            Files.delete(file);
        } else if (damage != FOREIGN) {
            try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                damage.inflictOn(access, random);
            }
        }
        return damage.name().toLowerCase(Locale.ROOT) + " " + file.getFileName();
    }

    private void inflictOn(RandomAccessFile file, Random random) throws IOException {
        long length = file.length();
        byte[] page = new byte[PAGE];
        long at = randomPage(length, random);
        switch (this) {
            case BITS -> {
                for (int i = 1 + random.nextInt(20); i > 0 && length > 0; i--) {
                    long where = random.nextLong(length);
                    file.seek(where);
                    int old = file.read();
                    file.seek(where);
                    file.write(old ^ 1 << random.nextInt(8));
                }
            }
            case CUT -> file.setLength(length == 0 ? 0 : random.nextLong(length));
            case ZEROED_PAGE -> overwrite(file, at, page);
            case GARBAGE_PAGE -> {
                random.nextBytes(page);
                overwrite(file, at, page);
            }
            case SWAPPED_PAGES -> {
                byte[] other = new byte[PAGE];
                long elsewhere = randomPage(length, random);
                file.seek(at);
                file.read(page);
                file.seek(elsewhere);
                file.read(other);
                overwrite(file, elsewhere, page);
                overwrite(file, at, other);
            }
            default -> file.setLength(0);
        }
    }

    private static long randomPage(long length, Random random) {
        return length < PAGE ? 0 : random.nextLong(length / PAGE) * PAGE;
    }

    private static void overwrite(RandomAccessFile file, long at, byte[] page) throws IOException {
        file.seek(at);
        file.write(page, 0, (int) Math.min(PAGE, file.length() - at));
    }
}
