package io.spillway.examples.quickstart;

import io.spillway.CacheTiers;
import io.spillway.examples.quickstart.JdkFiles.JdkFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/** Writes, reads back, closes, opens again and reads once more. The cache is used as any JCache is. */
final class Demonstration {
    private static final int SAMPLE = 2_000;
    private static final long SEED = 2026;

    private final Options options;
    private final Workspace workspace;
    private final Progress progress;
    private final Fingerprints fingerprints = new Fingerprints();

    Demonstration(Options options, Workspace workspace, Progress progress) {
        this.options = options;
        this.workspace = workspace;
        this.progress = progress;
    }

    Summary run() throws IOException {
        JdkFiles jdk = JdkFiles.list(options.limit());
        requireRoom(jdk);
        progress.say("JDK " + Runtime.version() + ": "
                + Summary.count(jdk.files().size()) + " files, " + Bytes.format(jdk.bytes()) + ". The heap may hold "
                + Bytes.format(options.heap()) + " of them.");

        List<Phase> phases = new ArrayList<>();
        CachingProvider provider = Caching.getCachingProvider();
        CacheTiers written;
        CacheTiers readBack;
        Stopwatch close;
        try (CacheManager manager = open(provider)) {
            Cache<String, byte[]> cache = cache(manager);
            cache.clear(); // of an earlier run in the same directory
            phases.add(write(cache, jdk));
            written = cache.unwrap(CacheTiers.class);
            phases.add(read("read back", cache, jdk.files()));
            readBack = cache.unwrap(CacheTiers.class);
            close = new Stopwatch();
        }
        Duration closing = close.elapsed();

        Stopwatch open = new Stopwatch();
        try (CacheManager manager = open(provider)) {
            Cache<String, byte[]> cache = cache(manager);
            List<JdkFile> sample = sample(jdk.files());
            JdkFile first = sample.get(0);
            fingerprints.check(first.path(), cache.get(first.path()));
            Duration opening = open.elapsed();
            CacheTiers reopened = cache.unwrap(CacheTiers.class);
            phases.add(read("reopened", cache, sample));
            return new Summary(
                    options, workspace, phases, written, readBack, reopened, closing, opening, fingerprints.verdict());
        }
    }

    private void requireRoom(JdkFiles jdk) {
        long needed = jdk.bytes() + jdk.bytes() / 2;
        if (options.disk() < needed) {
            throw new IllegalArgumentException("--disk " + Bytes.format(options.disk()) + " is too small for "
                    + Bytes.format(jdk.bytes()) + " of files; give it at least " + ((needed >> 20) + 1) + "MB.");
        }
    }

    private CacheManager open(CachingProvider provider) {
        return provider.getCacheManager(workspace.uri(), provider.getDefaultClassLoader());
    }

    private static Cache<String, byte[]> cache(CacheManager manager) {
        return manager.getCache(Workspace.CACHE, String.class, byte[].class);
    }

    private Phase write(Cache<String, byte[]> cache, JdkFiles jdk) throws IOException {
        Phase phase = Phase.none("write");
        progress.start(phase.name(), jdk.files().size(), cache);
        for (JdkFile file : jdk.files()) {
            byte[] content = jdk.read(file);
            fingerprints.remember(file.path(), content);
            Stopwatch stopwatch = new Stopwatch();
            cache.put(file.path(), content);
            phase = phase.plus(content.length, stopwatch.elapsed());
            progress.step();
        }
        progress.finish();
        return phase;
    }

    private Phase read(String name, Cache<String, byte[]> cache, List<JdkFile> files) {
        Phase phase = Phase.none(name);
        progress.start(name, files.size(), cache);
        for (JdkFile file : files) {
            Stopwatch stopwatch = new Stopwatch();
            byte[] content = cache.get(file.path());
            phase = phase.plus(file.size(), stopwatch.elapsed());
            fingerprints.check(file.path(), content);
            progress.step();
        }
        progress.finish();
        return phase;
    }

    private static List<JdkFile> sample(List<JdkFile> files) {
        List<JdkFile> shuffled = new ArrayList<>(files);
        Collections.shuffle(shuffled, new Random(SEED));
        return shuffled.subList(0, Math.min(SAMPLE, shuffled.size()));
    }
}
