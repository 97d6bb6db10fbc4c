package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.TestKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MergeTest {
    private static final long TIER = 32 << 20;

    @TempDir
    Path directory;

    /** Many times the tier's size is written, while half of it is alive. */
    @ParameterizedTest
    @EnumSource(Survives.class)
    void churnNeitherFailsNorGrows(Survives survives) throws Exception {
        long seed = System.nanoTime();
        System.out.println("MergeTest seed " + seed);
        Random random = new Random(seed);
        DiskOptions options = new DiskOptions(directory, "churn", TIER, survives, WhenFull.REJECT, 0);
        try (TierFixture fixture = new TierFixture(options, TestKeys.canonical())) {
            int keys = 8000;
            int[] contents = new int[keys];
            long most = 0;
            double leastShare = 1;
            for (int i = 1; i <= 100_000; i++) {
                int key = random.nextInt(keys);
                contents[key] = i;
                fixture.put("key" + key, payload(i));
                if (random.nextInt(10) == 0) {
                    int gone = random.nextInt(keys);
                    if (contents[gone] != 0) {
                        contents[gone] = 0;
                        if (survives == Survives.CRASH) {
                            fixture.tier.bury(fixture.key("key" + gone), i, 1);
                        }
                        fixture.tier.remove(fixture.key("key" + gone));
                    }
                }
                if (i % 10_000 == 0) {
                    fixture.drain();
                    var usage = fixture.tier.usage();
                    most = Math.max(most, usage.bytes());
                    leastShare = Math.min(leastShare, i < 40_000 ? 1 : (double) usage.liveBytes() / usage.bytes());
                }
            }
            System.out.println("MergeTest " + survives + ": most bytes " + most + ", least live share " + leastShare);
            assertThat(most).isLessThanOrEqualTo(TIER);
            assertThat(leastShare).isGreaterThan(0.6);
            for (int key = 0; key < keys; key++) {
                byte[] read = fixture.read("key" + key);
                assertThat(read == null).isEqualTo(contents[key] == 0);
                assertThat(read == null || Arrays.equals(read, payload(contents[key])))
                        .isTrue();
            }
        }
    }

    private static byte[] payload(int content) {
        return TierFixture.bytes(content, 500 + content * 7919 % 3000);
    }
}
