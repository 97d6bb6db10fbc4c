package io.spillway;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory with little room; tests that need one are skipped where mounting is forbidden. */
public final class SmallFileSystem implements AutoCloseable {
    private final Path root;

    private SmallFileSystem(Path root) {
        this.root = root;
    }

    /** Mounts one of so many bytes on a folder. */
    public static SmallFileSystem mount(Path root, long bytes) throws IOException {
        Files.createDirectories(root);
        int exit = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", root.toString());
        if (exit != 0) {
            System.out.println("SKIPPED: mounting a tmpfs on " + root + " is forbidden here (exit code " + exit + ")");
        }
        assumeThat(exit).as("mounting a tmpfs is forbidden here").isZero();
        return new SmallFileSystem(root);
    }

    private static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    public Path root() {
        return root;
    }

    /** Has a file of somebody else take all the room there is. */
    public Path fill() throws IOException {
        Path foreign = root.resolve("foreign");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(foreign)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            return foreign;
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", root.toString());
    }
}
