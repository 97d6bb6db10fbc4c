package io.spillway.tier.disk.child;

import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.TestKeys;
import io.spillway.tier.disk.DiskEvents;
import io.spillway.tier.disk.DiskOptions;
import io.spillway.tier.disk.DiskTier;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;

/** Run in a process of its own: opens a disk tier, writes, reads, and says nothing if all is well. */
public final class DiskRoundTrip {
    private DiskRoundTrip() {}

    /** Takes the directory to use. */
    public static void main(String[] args) throws Exception {
        TestKeys keys = TestKeys.canonical();
        DiskOptions options = DiskOptions.transientIn(Path.of(args[0]), "child", 4 << 20);
        try (DiskTier tier = DiskTier.open(options, keys, InstantSource.system(), Runnable::run, DiskEvents.IGNORED)) {
            for (int i = 0; i < 100; i++) {
                EncodedKey key = keys.encode("key" + i);
                byte[] payload = new byte[i * 1000];
                Arrays.fill(payload, (byte) i);
                tier.publish(key, tier.write(key, new Envelope(i, 1, 0, Envelope.ETERNAL, payload)));
                if (!Arrays.equals(tier.read(key).entry().payload(), payload)) {
                    throw new AssertionError("not what was written: " + key);
                }
            }
        }
    }
}
