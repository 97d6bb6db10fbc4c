package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files and folders that nobody but the owner of the process can read, where the file system knows of such. */
public final class OwnerOnly {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private OwnerOnly() {}

    /** Creates an empty file, which must not be there yet. */
    public static void createFile(Path path) throws IOException {
        Files.createFile(path, permissions("rw-------"));
    }

    /** Creates a folder and those above it; one that is there already stays as it is. */
    public static void createFolders(Path path) throws IOException {
        Files.createDirectories(path, permissions("rwx------"));
    }

    static Path createTemporaryFolder(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, permissions("rwx------"));
    }

    private static FileAttribute<?>[] permissions(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
