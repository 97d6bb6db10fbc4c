package io.spillway.cli;

import io.spillway.checkpoint.CheckpointException;
import io.spillway.checkpoint.CheckpointHeader;
import io.spillway.checkpoint.CheckpointReader;
import io.spillway.checkpoint.CheckpointTotals;
import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.disk.FileInspection;
import io.spillway.tier.disk.FileReport;
import io.spillway.tier.disk.FolderNames;
import io.spillway.tier.disk.StoreInspection;
import io.spillway.tier.disk.StoreReport;
import io.spillway.tier.disk.UnknownFormatException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a target.
 *
 * @param target the target
 * @param kind what it is, in a word
 * @param inspected when it was looked at, in milliseconds since the epoch
 * @param facts by name, in the order of telling; numbers are bytes, counts, or milliseconds since the epoch
 * @param volumes of a store: the facts of its volumes
 * @param problems what is wrong; empty if nothing is
 * @param obstacle why it could not be looked at, so that nothing is known of its health; null if it could
 */
record Findings(
        Target target,
        String kind,
        long inspected,
        Map<String, Object> facts,
        List<Map<String, Object>> volumes,
        List<String> problems,
        @Nullable String obstacle) {

    private static final String SET_ASIDE = ".damaged";

    static Findings of(Target target, long now) {
        Map<String, Object> facts = new LinkedHashMap<>();
        List<Map<String, Object>> volumes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        String kind = target.kind().name().toLowerCase(Locale.ROOT);
        try {
            switch (target.kind()) {
                case STORE -> store(StoreInspection.of(target.path()).report(now), facts, volumes, problems);
                case CHECKPOINT -> checkpoint(target, now, facts);
                case FILE -> {
                    FileReport report = FileInspection.of(target.path(), now);
                    kind = report.kind().name().toLowerCase(Locale.ROOT);
                    facts.putAll(report.facts());
                    problems.addAll(report.problems());
                }
                case UNKNOWN -> {
                    if (!target.path().toString().endsWith(SET_ASIDE)) {
                        return notLookedAt(target, kind, now, target.path() + " is none of Spillway's files");
                    }
                    problems.add(target.path() + " was set aside as damaged");
                }
            }
        } catch (UnknownFormatException | FileSystemException e) {
            return notLookedAt(target, kind, now, text(e));
        } catch (CheckpointException e) {
            if (e.reason() == CheckpointException.Reason.NEWER) {
                return notLookedAt(target, kind, now, text(e));
            }
            problems.add(text(e));
        } catch (IOException | RuntimeException | InternalError e) {
            // The last of these if a file was cut off while it was read.
            problems.add(text(e));
        }
        return new Findings(target, kind, now, facts, volumes, problems, null);
    }

    private static Findings notLookedAt(Target target, String kind, long now, String why) {
        return new Findings(target, kind, now, Map.of(), List.of(), List.of(), why);
    }

    private static String text(Throwable e) {
        // Of those of the file system, the message is but the file.
        String message = e instanceof FileSystemException ? null : e.getMessage();
        return message == null ? e.toString() : message;
    }

    private static void store(
            StoreReport report, Map<String, Object> facts, List<Map<String, Object>> volumes, List<String> problems) {
        facts.put("cache", report.cache());
        facts.put("survives", report.survives().name().toLowerCase(Locale.ROOT));
        facts.put("closed", report.clean());
        if (report.owner() != null) {
            facts.put("openedBy", report.owner());
        }
        facts.put("entries", report.entries());
        facts.put("expired", report.expired());
        if (report.entries() > 0) {
            facts.put("oldest", report.oldest());
            facts.put("newest", report.newest());
        }
        long bytes = 0;
        long live = 0;
        for (StoreReport.VolumeReport volume : report.volumes()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("file", String.valueOf(volume.file().getFileName()));
            row.put("bytes", volume.bytes());
            row.put("frames", volume.frames());
            row.put("liveFrames", volume.liveFrames());
            row.put("liveBytes", volume.liveBytes());
            row.put("listed", volume.listed());
            row.put("missing", volume.missing());
            volumes.add(row);
            bytes += volume.bytes();
            live += volume.liveBytes();
        }
        facts.put("configuredBytes", report.configuredBytes());
        facts.put("bytes", bytes);
        facts.put("liveBytes", live);
        problems.addAll(report.problems());
    }

    private static void checkpoint(Target target, long now, Map<String, Object> facts) throws IOException {
        try (CheckpointReader reader = CheckpointReader.open(target.path())) {
            CheckpointHeader header = reader.header();
            facts.put("cache", FolderNames.unescape(header.cache()));
            facts.put("codec", header.codec());
            facts.put("keyType", header.keyType());
            facts.put("valueType", header.valueType());
            facts.put("begun", header.began());
            long entries = 0;
            long expired = 0;
            long oldest = Long.MAX_VALUE;
            long newest = Long.MIN_VALUE;
            for (Item item = reader.next(); item != null; item = reader.next()) {
                entries++;
                expired += item.entry().isExpiredAt(now) ? 1 : 0;
                oldest = Math.min(oldest, item.entry().created());
                newest = Math.max(newest, item.entry().created());
            }
            CheckpointTotals totals = reader.totals();
            facts.put("entries", entries);
            facts.put("expired", expired);
            if (entries > 0) {
                facts.put("oldest", oldest);
                facts.put("newest", newest);
            }
            facts.put("blocks", totals.blocks());
            facts.put("fileBytes", totals.fileBytes());
            facts.put("bytes", totals.bytes());
        }
    }

    boolean isHealthy() {
        return problems.isEmpty() && obstacle == null;
    }

    boolean isDamaged() {
        return !problems.isEmpty();
    }

    /** For scripts. */
    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("path", target.path().toString());
        map.put("kind", kind);
        map.put("inspected", inspected);
        map.put("healthy", isHealthy());
        map.put("problems", problems);
        if (obstacle != null) {
            map.put("obstacle", obstacle);
        }
        map.putAll(facts);
        if (target.kind() == Target.Kind.STORE) {
            map.put("volumes", volumes);
        }
        return map;
    }
}
