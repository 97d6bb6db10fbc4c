package io.spillway.tier.disk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A process that owns a folder, as it writes itself down there.
 *
 * @param process its id
 * @param host the machine's name
 * @param boot the machine's boot id, or {@code unknown}
 * @param started when the process started
 */
record Owner(String process, String host, String boot, String started) {
    private static final String UNKNOWN = "unknown";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** This process. */
    static Owner self() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(
                Long.toString(self.pid()),
                hostName(),
                bootId(),
                self.info().startInstant().map(Instant::toString).orElse(UNKNOWN));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, String.join("\n", process, host, boot, started) + "\n");
    }

    /** Who wrote himself down in a file; null if nobody did, or not legibly. */
    static @Nullable Owner read(Path file) {
        try {
            String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
            return lines.length < 4 ? null : new Owner(lines[0], lines[1], lines[2], lines[3]);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "process " + process + " on " + host + ", started " + started;
    }
}
