package io.spillway.tier.redis;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Scans that are being used; abandoned ones are forgotten once they are garbage. Safe for use by any thread. */
final class OpenScans {
    private final List<WeakReference<KeyScan>> scans = new CopyOnWriteArrayList<>();

    void add(KeyScan scan) {
        scans.removeIf(known -> known.refersTo(null));
        scans.add(new WeakReference<>(scan));
    }

    void remove(KeyScan scan) {
        scans.removeIf(known -> known.refersTo(null) || known.refersTo(scan));
    }

    /** A key has come, or has left for another tier: whoever looks for it here or there may miss it. */
    void moved(byte[] key) {
        for (WeakReference<KeyScan> known : scans) {
            KeyScan scan = known.get();
            if (scan != null) {
                scan.moved(key);
            }
        }
    }
}
