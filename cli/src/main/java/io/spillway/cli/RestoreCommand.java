package io.spillway.cli;

import io.spillway.checkpoint.CheckpointReader;
import io.spillway.codec.EncodedKey;
import io.spillway.codec.Envelope;
import io.spillway.codec.OpaqueKeyCodec;
import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.TierFullException;
import io.spillway.tier.disk.DiskEvents;
import io.spillway.tier.disk.DiskTier;
import io.spillway.tier.disk.FolderNames;
import io.spillway.tier.disk.StoreInspection;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        description =
                "Puts the entries of a checkpoint into a store that nobody has open, where it has none of their keys.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private static final int COUNTER_BITS = 16;

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "The checkpoint.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path checkpoint;

    @Parameters(index = "1", paramLabel = "STORE", description = "The folder of a cache whose content survives.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path store;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private long restored;
    private long known;
    private long expired;

    @Override
    public Integer call() throws IOException {
        CheckpointReader.verify(checkpoint);
        if (!StoreInspection.isStore(store)) {
            throw new IOException(
                    store + " is not the folder of a cache whose content survives; let the cache open once");
        }
        StoreInspection inspection = StoreInspection.of(store);
        // So that the refusal names the owner before anything is touched.
        StoreLock.take(store).close();
        try (CheckpointReader reader = CheckpointReader.open(checkpoint)) {
            String cache = FolderNames.escape(inspection.options().cacheName());
            if (!reader.header().cache().equals(cache)) {
                throw new IOException(checkpoint + " belongs to cache '"
                        + reader.header().cache() + "', and " + store + " to '" + cache + "'");
            }
            fill(reader, inspection);
        }
        spec.commandLine()
                .getOut()
                .printf("%d entries restored, %d were there already, %d have expired%n", restored, known, expired);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void fill(CheckpointReader reader, StoreInspection inspection) throws IOException {
        OpaqueKeyCodec keys = new OpaqueKeyCodec();
        long now = System.currentTimeMillis();
        int node = new SecureRandom().nextInt();
        try (DiskTier tier =
                DiskTier.open(inspection.options(), keys, InstantSource.system(), Runnable::run, DiskEvents.IGNORED)) {
            boolean empty = tier.entries() == 0;
            long version = Math.max(tier.highestVersion(), now << COUNTER_BITS);
            for (Item item = reader.next(); item != null; item = reader.next()) {
                EncodedKey key = keys.decode(item.key());
                Envelope entry = item.entry();
                if (!key.canonical() && !empty) {
                    throw new IOException("The keys of this cache can be told apart only by their class; let the cache"
                            + " restore the checkpoint itself");
                }
                if (entry.isExpiredAt(now)) {
                    expired++;
                } else if (tier.peek(key) != null) {
                    known++;
                } else {
                    version++;
                    put(tier, key, new Envelope(version, node, entry.created(), entry.deadline(), entry.payload()));
                }
            }
        }
    }

    private void put(DiskTier tier, EncodedKey key, Envelope entry) throws IOException {
        try {
            tier.publish(key, tier.write(key, entry));
            restored++;
        } catch (TierFullException e) {
            throw new IOException("After " + restored + " entries the store is full: " + e.getMessage(), e);
        }
    }
}
