package io.spillway.cli;

import io.spillway.checkpoint.CheckpointHeader;
import io.spillway.checkpoint.CheckpointReader;
import io.spillway.checkpoint.CheckpointTotals;
import io.spillway.tier.StoreSnapshot.Item;
import io.spillway.tier.disk.FolderNames;
import io.spillway.tier.disk.StoreInspection;
import io.spillway.tier.disk.StoreReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found out about a target.
 *
 * @param target the target
 * @param facts by name, in the order of telling; numbers are bytes, counts, or milliseconds since the epoch
 * @param volumes of a store: the facts of its volumes
 * @param problems what is wrong; empty if nothing is
 */
record Findings(Target target, Map<String, Object> facts, List<Map<String, Object>> volumes, List<String> problems) {

    static Findings of(Target target, long now) {
        Map<String, Object> facts = new LinkedHashMap<>();
        List<Map<String, Object>> volumes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try {
            switch (target.kind()) {
                case STORE -> store(StoreInspection.of(target.path()).report(now), now, facts, volumes, problems);
                case CHECKPOINT -> checkpoint(target, now, facts);
                case UNKNOWN -> problems.add(target.path() + " is none of Spillway's files");
            }
        } catch (IOException | RuntimeException e) {
            problems.add(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return new Findings(target, facts, volumes, problems);
    }

    private static void store(
            StoreReport report,
            long now,
            Map<String, Object> facts,
            List<Map<String, Object>> volumes,
            List<String> problems) {
        facts.put("cache", report.cache());
        facts.put("survives", report.survives().name().toLowerCase(java.util.Locale.ROOT));
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
        facts.put("inspected", now);
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
            for (Item item = reader.next(); item != null; item = reader.next()) {
                entries++;
                expired += item.entry().isExpiredAt(now) ? 1 : 0;
            }
            CheckpointTotals totals = reader.totals();
            facts.put("entries", entries);
            facts.put("expired", expired);
            facts.put("blocks", totals.blocks());
            facts.put("fileBytes", totals.fileBytes());
            facts.put("bytes", totals.bytes());
            facts.put("inspected", now);
        }
    }

    boolean isHealthy() {
        return problems.isEmpty();
    }

    /** For scripts. */
    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("path", target.path().toString());
        map.put("kind", target.kind().name().toLowerCase(java.util.Locale.ROOT));
        map.put("healthy", isHealthy());
        map.put("problems", problems);
        map.putAll(facts);
        if (target.kind() == Target.Kind.STORE) {
            map.put("volumes", volumes);
        }
        return map;
    }
}
