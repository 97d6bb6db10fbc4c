package io.spillway.tier.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A process that owns a folder, as it writes itself down there.
 *
 * @param process its id
 * @param host the machine's name
 * @param boot the machine's boot id, or {@code unknown}
 * @param started when the process started
 */
public record Owner(String process, String host, String boot, String started) {
    private static final String UNKNOWN = "unknown";
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Owner SELF = ofThisProcess();

    /** This process. */
    static Owner self() {
        return SELF;
    }

    private static Owner ofThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(
                Long.toString(self.pid()),
                hostName(),
                contentOf(BOOT_ID, UNKNOWN),
                self.info().startInstant().map(Instant::toString).orElse(UNKNOWN));
    }

    /** What the machine calls itself; the network is not asked, as that may take long. */
    private static String hostName() {
        Map<String, String> environment = System.getenv();
        String named = environment.getOrDefault("HOSTNAME", environment.getOrDefault("COMPUTERNAME", UNKNOWN));
        return contentOf(HOST_NAME, named);
    }

    private static String contentOf(Path file, String otherwise) {
        try {
            String content = Files.readString(file).strip();
            return content.isEmpty() ? otherwise : content;
        } catch (IOException e) {
            return otherwise;
        }
    }

    /** Whether the machine has not been started again since. */
    boolean isOfThisBoot() {
        return !boot.equals(UNKNOWN) && boot.equals(SELF.boot);
    }

    /** Whether this process could still be running, as far as can be told on this machine. */
    boolean mayBeAlive() {
        if (!host.equals(SELF.host) || !boot.equals(SELF.boot)) {
            return !host.equals(SELF.host);
        }
        try {
            return ProcessHandle.of(Long.parseLong(process)).isPresent();
        } catch (NumberFormatException e) {
            return false;
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
