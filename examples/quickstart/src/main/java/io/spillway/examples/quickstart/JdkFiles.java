package io.spillway.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The class files and resources of the running JDK. */
final class JdkFiles {
    private final FileSystem fileSystem;
    private final List<JdkFile> files;

    private JdkFiles(FileSystem fileSystem, List<JdkFile> files) {
        this.fileSystem = fileSystem;
        this.files = files;
    }

    /**
     * One file.
     *
     * @param path where it is, such as {@code /modules/java.base/java/lang/Object.class}
     * @param size its length in bytes
     */
    record JdkFile(String path, long size) {}

    /** Lists the files, sorted by path; if there are more than the limit, that many, spread over all of them. */
    static JdkFiles list(int limit) throws IOException {
        FileSystem fileSystem = FileSystems.getFileSystem(URI.create("jrt:/"));
        List<JdkFile> all;
        try (Stream<Path> paths = Files.walk(fileSystem.getPath("/modules"))) {
            all = paths.filter(Files::isRegularFile)
                    .map(path -> new JdkFile(path.toString(), size(path)))
                    .sorted((a, b) -> a.path().compareTo(b.path()))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new JdkFiles(fileSystem, spread(all, Math.min(limit, all.size())));
    }

    private static List<JdkFile> spread(List<JdkFile> all, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JdkFile> files() {
        return files;
    }

    long bytes() {
        return files.stream().mapToLong(JdkFile::size).sum();
    }

    byte[] read(JdkFile file) throws IOException {
        return Files.readAllBytes(fileSystem.getPath(file.path()));
    }
}
