package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.LowerTier;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notices of death tell of what is dead, and of nothing else. */
class NoticesTest {
    @TempDir
    Path directory;

    private static TierFixture open(Path at, WhenFull whenFull) {
        return new TierFixture(new DiskOptions(at, "c", 8 << 20, Survives.CRASH, whenFull, 0), TestKeys.canonical());
    }

    /** What the heap has can be evicted below; then it spills again, with the version that it has. */
    @Test
    void whatSpillsAgainAfterItsFrameWasEvictedIsThereAfterAClose() throws Exception {
        try (TierFixture fixture = open(directory, WhenFull.EVICT)) {
            fixture.tier.attach(new LowerTier.Above() {
                @Override
                public boolean holds(EncodedKey key) {
                    return true;
                }

                @Override
                public void expired(EncodedKey key, byte[] payload) {}
            });
            Envelope first = fixture.entry(new byte[] {1});
            fixture.put("k", first);
            for (int i = 0; fixture.read("k") != null || i == 0; i++) {
                for (int j = 0; j < 50; j++) {
                    fixture.put("other" + (i * 50 + j), TierFixture.bytes(j, 2_000));
                }
                if (i > 2_000) {
                    throw new AssertionError("never evicted");
                }
            }
            assertThat(fixture.evicted).hasValue(0);
            assertThat(fixture.tier.spill(fixture.key("k"), first)).isTrue();
            assertThat(fixture.read("k")).containsExactly(1);
            fixture.drain();
        }
        try (TierFixture fixture = open(directory, WhenFull.EVICT)) {
            assertThat(fixture.read("k")).containsExactly(1);
        }
    }

    /** A notice of the removal of what was not below says nothing of what is put there later. */
    @Test
    void anEntryThatIsTakenOutLaterStaysOutAfterACrash() throws Exception {
        Path copy = directory.resolve("copy");
        Path data = directory.resolve("data");
        Files.createDirectories(data);
        try (TierFixture fixture = open(data, WhenFull.REJECT)) {
            fixture.put("x", new byte[] {1});
            EncodedKey key = fixture.key("k");
            fixture.tier.bury(key, fixture.entry(new byte[0]).version(), 1);
            fixture.tier.remove(key);
            fixture.put("k", new byte[] {2});
            assertThat(fixture.tier.remove(key)).isTrue();
            fixture.tier.settle();
            assertThat(fixture.read("k")).isNull();
            fixture.drain();
            KeptStoreTest.copyFiles(data, copy);
        }
        try (TierFixture fixture = open(copy, WhenFull.REJECT)) {
            assertThat(fixture.read("k")).isNull();
        }
    }
}
