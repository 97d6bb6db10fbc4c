package io.spillway.tier.disk.child;

import io.spillway.provider.SpillwayCachingProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.cache.Cache;
import javax.cache.CacheManager;

/**
 * Run in a process of its own, to be killed: threads use caches through JSR-107's front door, with a heap so small that
 * entries spill and are restored all the time, and {@linkplain Notes note} what they do. Ends with 3 if a cache ever answers
 * with anything but what was acknowledged.
 */
public final class CacheUser {
    /** How long an entry of the second cache may be idle. */
    public static final long IDLE_MILLIS = 48_000;
    /** The bytes of each cache's disk tier. */
    public static final long DISK = 64L << 20;

    /** The names of the caches. */
    public static final String CLEARED = "cleared";

    /** The cache whose entries expire when they are idle. */
    public static final String IDLE = "idle";

    /** The cache whose disk tier is smaller than its heap, and drops entries. */
    public static final String SMALL = "small";

    /** The bytes of that disk tier. */
    public static final long SMALL_DISK = 2L << 20;

    private final Cache<String, byte[]> cleared;
    private final Cache<String, byte[]> idle;
    private final Cache<String, byte[]> small;
    private final Notes notes;
    private final ReentrantReadWriteLock clearing = new ReentrantReadWriteLock();

    private CacheUser(CacheManager manager, Notes notes) {
        this.cleared = manager.getCache(CLEARED, String.class, byte[].class);
        this.idle = manager.getCache(IDLE, String.class, byte[].class);
        this.small = manager.getCache(SMALL, String.class, byte[].class);
        this.notes = notes;
    }

    /** Takes the directory, the file of notes, and whether to use the caches or only to open them. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Notes notes = Notes.open(Path.of(args[1]));
        start("sampler", () -> {
            while (true) {
                notes.activities(Activity.now());
                // Each look stops all threads; they are to get on in between.
                LockSupport.parkNanos(300_000);
            }
        });
        Path configuration = directory.resolveSibling("spillway.yaml");
        Files.writeString(configuration, """
                directory: %s
                defaults: { heap: 500KB, disk: %d, survives: crash }
                caches:
                  %s: { key: java.lang.String, value: "byte[]" }
                  %s: { key: java.lang.String, value: "byte[]", expiry: { idle: %dms } }
                  %s: { key: java.lang.String, value: "byte[]", heap: 4MB, disk: %d, when-full: evict }
                """.formatted(directory, DISK, CLEARED, IDLE, IDLE_MILLIS, SMALL, SMALL_DISK));
        try (SpillwayCachingProvider provider = new SpillwayCachingProvider()) {
            CacheUser user = new CacheUser(provider.getCacheManager(configuration.toUri(), null), notes);
            if (Boolean.parseBoolean(args[2])) {
                user.settle();
                for (int t = 0; t < Notes.THREADS; t++) {
                    int own = t;
                    start("user-" + t, () -> user.use(own));
                }
                start("idle", user::useIdle);
                start("small", user::useSmall);
            }
            while (!notes.isAskedToClose()) {
                LockSupport.parkNanos(2_000_000);
            }
            // Users find their cache closed under them, as it may happen.
        }
        Runtime.getRuntime().halt(0);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        e.printStackTrace();
                        Runtime.getRuntime().halt(3);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Finds out what became of what was under way when the predecessor died. */
    private void settle() {
        for (int key = 0; key < Notes.ALL_KEYS; key++) {
            byte[] found = cacheOf(key).get(Notes.name(key));
            long now = System.currentTimeMillis();
            notes.settle(key, Judge.judge(notes, key, found, now).require());
        }
        notes.settled();
    }

    private Cache<String, byte[]> cacheOf(int key) {
        return Notes.isSmall(key) ? small : Notes.isIdle(key) ? idle : cleared;
    }

    private void use(int own) {
        Random random = new Random();
        try {
            while (!notes.isAskedToClose()) {
                if (own == 0 && random.nextInt(400) == 0) {
                    clear();
                }
                clearing.readLock().lock();
                try {
                    useOnce(own * Notes.KEYS, random);
                } finally {
                    clearing.readLock().unlock();
                }
            }
        } catch (IllegalStateException e) {
            requireAskedToClose(e);
        }
    }

    private void requireAskedToClose(IllegalStateException e) {
        if (!notes.isAskedToClose()) {
            throw e;
        }
    }

    private void clear() {
        clearing.writeLock().lock();
        try {
            notes.beginClear();
            cleared.clear();
            notes.endClear();
        } finally {
            clearing.writeLock().unlock();
        }
    }

    private void useOnce(int first, Random random) {
        int key = first + random.nextInt(Notes.KEYS);
        String name = Notes.name(key);
        boolean absent = Notes.isAbsent(notes.done(key));
        switch (random.nextInt(13)) {
            case 0, 1, 2, 3 -> change(key, false, value -> cleared.put(name, value));
            case 4 -> change(key, false, value -> expect(key, cleared.getAndPut(name, value)));
            case 5 -> {
                if (absent) {
                    change(key, false, value -> expect(cleared.putIfAbsent(name, value)));
                } else {
                    change(key, false, value -> expect(cleared.replace(name, value)));
                }
            }
            case 6 -> {
                if (!absent) {
                    change(key, true, none -> expect(cleared.remove(name)));
                }
            }
            case 7 -> change(key, false, value -> invoke(key, value));
            case 8 -> change(key, true, none -> invoke(key, null));
            case 9 -> putAll(first, random);
            case 10 -> removeAll(first, random);
            default -> expect(key, cleared.get(name));
        }
    }

    private interface Change {
        void to(byte[] value);
    }

    private void change(int key, boolean removal, Change change) {
        long state = Notes.next(notes.done(key), removal);
        byte[] value = removal ? new byte[0] : Notes.value(key, state);
        notes.begin(key, state);
        change.to(value);
        notes.end(key);
    }

    private void invoke(int key, byte[] value) {
        byte[] before = cleared.invoke(Notes.name(key), (entry, arguments) -> {
            byte[] old = entry.getValue();
            if (value != null) {
                entry.setValue(value);
            } else {
                entry.remove();
            }
            return old;
        });
        expect(key, before);
    }

    private void putAll(int first, Random random) {
        Map<String, byte[]> values = new HashMap<>();
        List<Integer> keys = some(first, random);
        for (int key : keys) {
            long state = Notes.next(notes.done(key), false);
            values.put(Notes.name(key), Notes.value(key, state));
            notes.begin(key, state);
        }
        cleared.putAll(values);
        keys.forEach(notes::end);
    }

    private void removeAll(int first, Random random) {
        Set<String> names = new HashSet<>();
        List<Integer> keys = some(first, random);
        for (int key : keys) {
            names.add(Notes.name(key));
            notes.begin(key, Notes.next(notes.done(key), true));
        }
        cleared.removeAll(names);
        keys.forEach(notes::end);
    }

    private static List<Integer> some(int first, Random random) {
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            keys.add(first + random.nextInt(Notes.KEYS));
        }
        return new ArrayList<>(keys);
    }

    private void useIdle() {
        Random random = new Random();
        try {
            while (!notes.isAskedToClose()) {
                int key = Notes.THREADS * Notes.KEYS + random.nextInt(Notes.IDLE_KEYS);
                String name = Notes.name(key);
                long from = System.currentTimeMillis();
                if (random.nextInt(20) == 0) {
                    change(key, false, value -> idle.put(name, value));
                    notes.used(key, from);
                } else {
                    byte[] found = idle.get(name);
                    notes.settle(
                            key,
                            Judge.judge(notes, key, found, System.currentTimeMillis())
                                    .require());
                    if (found != null) {
                        notes.used(key, from);
                    }
                }
            }
        } catch (IllegalStateException e) {
            requireAskedToClose(e);
        }
    }

    private void useSmall() {
        Random random = new Random();
        try {
            while (!notes.isAskedToClose()) {
                int key = Notes.ALL_KEYS - 1 - random.nextInt(Notes.SMALL_KEYS);
                String name = Notes.name(key);
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> change(key, false, value -> small.put(name, value));
                    case 3 -> change(key, false, value -> expectOrNone(key, small.getAndPut(name, value)));
                    case 4 -> change(key, true, none -> expectOrNone(key, small.getAndRemove(name)));
                    default -> expectOrNone(key, small.get(name));
                }
            }
        } catch (IllegalStateException e) {
            requireAskedToClose(e);
        }
    }

    /** Of a cache that drops entries an entry may be missing, but not be another one. */
    private void expectOrNone(int key, byte[] found) {
        if (found != null) {
            expect(key, found);
        }
    }

    /** While the process lives there is no doubt. */
    private void expect(int key, byte[] found) {
        long done = notes.done(key);
        byte[] expected = Notes.isAbsent(done) ? null : Notes.value(key, done);
        if (!Arrays.equals(found, expected)) {
            throw new AssertionError("key " + key + " is not in state " + done + ": "
                    + (found == null ? "absent" : found.length + " bytes"));
        }
    }

    private static void expect(boolean done) {
        if (!done) {
            throw new AssertionError("not done");
        }
    }
}
