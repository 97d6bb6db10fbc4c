package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.tier.disk.child.LargeValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of any size, in a process whose heap has no room for a copy of the largest beside the value and its encoding. */
class ValueSizeTest {
    @TempDir
    Path directory;

    @Test
    void upTo32MegabytesInAHeapOfThreeTimesThat() throws Exception {
        run(32, 110);
    }

    @Tag("long")
    @Test
    void upTo256MegabytesInAHeapOfThreeTimesThat() throws Exception {
        run(256, 790);
    }

    /** A value, its encoding (the read one, with its tag) and half of such a one: a third array would not fit. */
    private void run(int megabytes, int heap) throws Exception {
        Path log = directory.resolve("log");
        Process process = Children.start(
                LargeValues.class, List.of("-Xmx" + heap + "m"), log, directory.resolve("data"), megabytes);
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as("ended in time").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}
