package io.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.Checkpoints;
import io.spillway.provider.SpillwayCachingProvider;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.cache.Cache;
import javax.cache.spi.CachingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real jar, in a process of its own, on stores and checkpoints that the provider wrote. */
class CliIT {
    private static final String JAR = System.getProperty("spillway.cli.jar");
    private static final String LARGE = "large".repeat(100_000);

    @TempDir
    Path folder;

    private record Run(int exit, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    private Run run(Object... arguments) throws Exception {
        return runInto(Files.createTempFile(folder, "out", ""), Map.of(), arguments);
    }

    private Run runInto(Path out, Map<String, String> environment, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx256m", "-jar", JAR));
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String told = Files.isRegularFile(out) ? Files.readString(out) : "";
        Run run = new Run(process.exitValue(), told, Files.readString(err));
        assertThat(run.err()).doesNotContain("\tat ");
        return run;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path store() {
        return data().resolve("cache-c");
    }

    private CachingProvider open(String keys) throws IOException {
        Path yaml = Files.createTempFile(folder, "spillway", ".yaml");
        Files.writeString(yaml, "directory: " + data() + "\ncaches: { c: { key: java.lang.String, " + keys + " } }\n");
        CachingProvider provider = new SpillwayCachingProvider();
        provider.getCacheManager(yaml.toUri(), null);
        opened = yaml;
        return provider;
    }

    private Path opened;

    private <V> Cache<String, V> cache(CachingProvider provider) {
        return provider.getCacheManager(opened.toUri(), null).getCache("c");
    }

    private static final String KEPT = "heap: 40KB, disk: 16MB, survives: ";

    private Map<String, String> makeStore(String survives) throws IOException {
        Map<String, String> content = new HashMap<>();
        try (CachingProvider provider = open(KEPT + survives)) {
            Cache<String, String> cache = cache(provider);
            for (int i = 0; i < 500; i++) {
                cache.put("key-" + i, "first-" + i);
            }
        }
        try (CachingProvider provider = open(KEPT + survives)) {
            Cache<String, String> cache = cache(provider);
            for (int i = 0; i < 500; i += 2) {
                cache.remove("key-" + i);
            }
            for (int i = 1; i < 500; i += 4) {
                cache.put("key-" + i, "second-" + i);
            }
            cache.put("large", LARGE);
            for (Cache.Entry<String, String> entry : cache) {
                content.put(entry.getKey(), entry.getValue());
            }
        }
        assertThat(content).hasSize(251);
        return content;
    }

    /** Of each file its length and content, to see that nothing was changed. */
    private static Map<Path, String> state(Path at) throws IOException {
        Map<Path, String> state = new TreeMap<>();
        try (Stream<Path> files = Files.walk(at)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                state.put(
                        file,
                        Files.getLastModifiedTime(file) + " " + Files.size(file) + " "
                                + Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return state;
    }

    private Map<String, String> exported(Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of("export"));
        all.addAll(List.of(arguments));
        Run run = run(all.toArray());
        assertThat(run.exit()).as(run.err()).isZero();
        Map<String, String> content = new HashMap<>();
        for (String line : run.out().lines().toList()) {
            JsonNode node = new ObjectMapper().readTree(line);
            JsonNode value = node.get("value");
            assertThat(content.put(node.get("key").asText(), value.isTextual() ? value.asText() : value.toString()))
                    .isNull();
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void looksAtAStoreWithoutChangingIt(String survives) throws Exception {
        Map<String, String> content = makeStore(survives);
        Map<Path, String> before = state(data());

        JsonNode found = run("inspect", "--json", data()).json().get(0);
        assertThat(found.get("kind").asText()).isEqualTo("store");
        assertThat(found.get("cache").asText()).isEqualTo("c");
        assertThat(found.get("healthy").asBoolean()).as(found.toString()).isTrue();
        assertThat(found.get("closed").asBoolean()).isTrue();
        assertThat(found.get("entries").asLong()).isEqualTo(251);
        assertThat(found.get("volumes")).isNotEmpty();
        Run table = run("inspect", store());
        assertThat(table.exit()).isZero();
        assertThat(table.out()).contains("survives", survives, "entries", "251", "health", "good", "volume", "share");
        Run verified = run("verify", data());
        assertThat(verified.exit()).as(verified.out()).isZero();
        assertThat(verified.out()).startsWith("good");
        assertThat(exported(store())).isEqualTo(content);

        assertThat(state(data())).isEqualTo(before);
    }

    @Test
    void makesACheckpointAndRestoresIt() throws Exception {
        Map<String, String> content = makeStore("crash");
        Run made = run("checkpoint", store());
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out()).contains("251 entries");
        Path checkpoint = data().resolve("checkpoints/cache-c/00000001.checkpoint");
        assertThat(exported(checkpoint)).isEqualTo(content);

        try (CachingProvider provider = open(KEPT + "crash")) {
            this.<String>cache(provider).remove("key-1");
            this.<String>cache(provider).remove("large");
            this.<String>cache(provider).put("key-3", "newer");
        }
        Run restored = run("restore", checkpoint, store());
        assertThat(restored.exit()).as(restored.err()).isZero();
        assertThat(restored.out()).contains("2 entries restored, 249 were there already");
        content.put("key-3", "newer");
        assertThat(exported(store())).isEqualTo(content);
        try (CachingProvider provider = open(KEPT + "crash")) {
            for (Cache.Entry<String, String> entry : this.<String>cache(provider)) {
                assertThat(content.remove(entry.getKey())).isEqualTo(entry.getValue());
            }
            assertThat(content).isEmpty();
        }
    }

    @Test
    void aCacheIsFilledFromACheckpointOfTheTool() throws Exception {
        Map<String, String> content = makeStore("restart");
        assertThat(run("checkpoint", store()).exit()).isZero();
        try (CachingProvider provider = open("disk: 16MB, value: java.lang.String, checkpoint: {}")) {
            for (Cache.Entry<String, String> entry : this.<String>cache(provider)) {
                assertThat(content.remove(entry.getKey())).isEqualTo(entry.getValue());
            }
            assertThat(content).isEmpty();
        }
    }

    @Test
    void anOpenStoreIsLookedAtButNotTouched() throws Exception {
        makeStore("crash");
        try (CachingProvider provider = open(KEPT + "crash")) {
            this.<String>cache(provider).put("another", "one");
            Path checkpoint =
                    cache(provider).unwrap(Checkpoints.class).checkpoint().file();
            String owner = "process " + ProcessHandle.current().pid();

            JsonNode found = run("inspect", "--json", store()).json().get(0);
            assertThat(found.get("openedBy").asText()).contains(owner);
            assertThat(found.get("entries").asLong()).isEqualTo(252);
            assertThat(exported(store())).containsEntry("another", "one").hasSize(252);
            for (Run refused : List.of(run("checkpoint", store()), run("restore", checkpoint, store()))) {
                assertThat(refused.exit()).isEqualTo(3);
                assertThat(refused.err()).contains("in use by " + owner);
            }
            this.<String>cache(provider).put("still", "works");
        }
        assertThat(run("verify", data()).exit()).isZero();
    }

    @Test
    void looksAtACheckpoint() throws Exception {
        Path file;
        try (CachingProvider provider = open("value: java.lang.String, heap: 1MB")) {
            this.<String>cache(provider).put("key", "value");
            file = cache(provider).unwrap(Checkpoints.class).checkpoint().file();
        }
        JsonNode found = run("inspect", "--json", data()).json().get(0);
        assertThat(found.get("kind").asText()).isEqualTo("checkpoint");
        assertThat(found.get("entries").asInt()).isEqualTo(1);
        assertThat(found.get("valueType").asText()).isEqualTo("java.lang.String");
        assertThat(run("verify", file).exit()).isZero();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Run damaged = run("verify", file);
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.out()).contains("DAMAGED", "not as it was written");
        assertThat(run("export", file).exit()).isEqualTo(3);
        assertThat(run("inspect", file).out()).contains("DAMAGED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void findsADamagedFrame(String survives) throws Exception {
        makeStore(survives);
        Path volume;
        volume = volumes().stream()
                .max((a, b) -> Long.compare(count(a), count(b)))
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(volume);
        // All frames in it: at least one of them is alive.
        for (int at = indexOf(bytes, 0); at >= 0; at = indexOf(bytes, at + 1)) {
            bytes[at + 74] ^= 1;
        }
        Files.write(volume, bytes);

        Run run = run("verify", "--json", store());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.json().get(0).get("problems").toString()).contains("not as they were written");
        Run export = run("export", store());
        assertThat(export.exit()).isEqualTo(1);
        assertThat(export.err()).contains("not as they were written");
        assertThat(run("checkpoint", store()).exit()).isEqualTo(3);
        assertThat(run("checkpoint", "--force", "--to", folder.resolve("saved.checkpoint"), store())
                        .exit())
                .isZero();
        assertThat(run("verify", folder.resolve("saved.checkpoint")).exit()).isZero();
    }

    private List<Path> volumes() throws IOException {
        try (Stream<Path> files = Files.list(store())) {
            return files.filter(file -> file.toString().endsWith(".volume"))
                    .sorted()
                    .toList();
        }
    }

    private static long count(Path volume) {
        try {
            byte[] bytes = Files.readAllBytes(volume);
            long count = 0;
            for (int at = indexOf(bytes, 0); at >= 0; at = indexOf(bytes, at + 1)) {
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int indexOf(byte[] bytes, int from) {
        byte[] magic = "SPF1".getBytes(StandardCharsets.US_ASCII);
        for (int i = from; i < bytes.length - 80; i++) {
            if (bytes[i] == 'S' && Arrays.equals(bytes, i, i + 4, magic, 0, 4)) {
                return i;
            }
        }
        return -1;
    }

    /** Whatever is in the files: a result or a line that says what is wrong, no change, no crash. */
    @Test
    void garbageDoesNoHarm() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("CliIT seed " + seed);
        Random random = new Random(seed);
        makeStore("crash");
        assertThat(run("checkpoint", store()).exit()).isZero();
        List<Path> files = new ArrayList<>(state(data()).keySet());
        for (int round = 0; round < 12; round++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] intact = Files.readAllBytes(file);
            byte[] garbage = intact.clone();
            switch (random.nextInt(4)) {
                case 0 -> random.nextBytes(garbage);
                case 1 -> garbage = new byte[0];
                case 2 -> garbage = Arrays.copyOf(intact, random.nextInt(intact.length + 1));
                default -> {
                    for (int i = 0; i < 100 && garbage.length > 0; i++) {
                        garbage[random.nextInt(garbage.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                }
            }
            Files.write(file, garbage);
            Map<Path, String> before = state(data());
            Run run = run(random.nextBoolean() ? "inspect" : "verify", "--json", data());
            assertThat(run.exit()).as(file + ": " + run.err()).isIn(0, 1, 3);
            assertThat(state(data())).isEqualTo(before);
            Files.write(file, intact);
        }
    }

    /** A class that the tool has only with --classpath. */
    private static final class Mine implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String text;

        Mine(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            if (text.isEmpty()) {
                throw new IllegalStateException("has nothing to say");
            }
            return text;
        }
    }

    @Test
    void showsObjectsWhereTheirClassesAreAtHand() throws Exception {
        try (CachingProvider provider = open(KEPT + "restart")) {
            this.<Object>cache(provider).put("mine", new Mine("mine"));
            this.<Object>cache(provider).put("list", new ArrayList<>(Arrays.asList("a", 1, null)));
            this.<Object>cache(provider).put("silent", new Mine(""));
            this.<Object>cache(provider).put("by number", new TreeMap<>(Map.of(1, "one", 2, "two")));
        }
        Map<String, String> without = exported(store());
        assertThat(without.get("mine")).contains("base64");
        Path classes = Path.of(
                Mine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Map<String, String> with = exported("--classpath", classes, "--allow", Mine.class.getName(), store());
        assertThat(with.get("mine")).contains("\"text\":\"mine\"");
        assertThat(with.get("silent")).contains("base64");
        assertThat(with.get("list")).isEqualTo("[\"a\",1,null]");
        assertThat(with.get("by number")).isEqualTo("[{\"key\":1,\"value\":\"one\"},{\"key\":2,\"value\":\"two\"}]");
        assertThat(exported("--classpath", classes, store()).get("mine")).contains("base64");
    }

    @Test
    void showsWhatIsCompressed() throws Exception {
        String text = "a value that gets shorter, ".repeat(100);
        try (CachingProvider provider = open(KEPT + "crash, codec: java, compress: {}")) {
            this.<Object>cache(provider).put("text", text);
            this.<Object>cache(provider).put("mine", new Mine(text));
        }
        Map<String, String> content = exported(store());
        assertThat(content.get("text")).isEqualTo(text);
        JsonNode mine = new ObjectMapper().readTree(content.get("mine"));
        assertThat(mine.get("class").asText()).isEqualTo(Mine.class.getName());
        assertThat(new String(Base64.getDecoder().decode(mine.get("base64").asText()), StandardCharsets.ISO_8859_1))
                .contains(text);
        Path classes = Path.of(
                Mine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertThat(exported("--classpath", classes, "--allow", Mine.class.getName(), store())
                        .get("mine"))
                .contains("\"text\":\"" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void tellsOfOneFileWhatItIs(String survives) throws Exception {
        makeStore(survives);
        Map<Path, String> before = state(data());
        long entries = 0;
        List<Path> lists = new ArrayList<>();
        List<Object> arguments = new ArrayList<>(List.of("inspect", "--json"));
        before.keySet().stream()
                .filter(file -> !file.endsWith("lock") && !file.endsWith("owner"))
                .forEach(arguments::add);
        JsonNode all = run(arguments.toArray()).json();
        assertThat(all).hasSize(arguments.size() - 2);
        for (JsonNode found : all) {
            Path file = Path.of(found.get("path").asText());
            String name = file.getFileName().toString();
            assertThat(found.get("healthy").asBoolean()).as(found.toString()).isTrue();
            assertThat(found.get("cache").asText()).isEqualTo("c");
            if (name.endsWith(".volume")) {
                assertThat(found.get("kind").asText()).isEqualTo("volume");
                assertThat(found.get("bytes").asLong()).isEqualTo(Files.size(file));
                assertThat(found.get("frames").asLong()).isEqualTo(count(file));
                assertThat(found.get("liveBytes").asLong()).isBetween(1L, Files.size(file));
                entries += found.get("entries").asLong();
            } else if (name.startsWith("manifest")) {
                assertThat(found.get("kind").asText()).isEqualTo("manifest");
                assertThat(found.get("survives").asText()).isEqualTo(survives);
                assertThat(found.get("sameAsCopy").asBoolean()).isTrue();
            } else if (name.endsWith(".journal")) {
                // Of a volume whose list had not been written when the store was closed.
                assertThat(found.get("kind").asText()).isEqualTo("journal");
            } else {
                assertThat(found.get("kind").asText()).isEqualTo("list");
                assertThat(found.get("of").asText()).endsWith(".volume");
                lists.add(file);
            }
        }
        assertThat(entries).isEqualTo(251);
        assertThat(lists).isNotEmpty();
        assertThat(state(data())).isEqualTo(before);

        byte[] bytes = Files.readAllBytes(lists.get(0));
        bytes[bytes.length / 2] ^= 1;
        Files.write(lists.get(0), bytes);
        assertThat(run("verify", lists.get(0)).exit()).isEqualTo(1);
        assertThat(run("inspect", lists.get(0)).out()).contains("list ", "DAMAGED", "its checksum does not match");
    }

    @Test
    void aVolumeWithoutItsStoreIsLookedAtAlone() throws Exception {
        makeStore("crash");
        Path volume = volumes().get(0);
        Path alone = folder.resolve(volume.getFileName());
        Files.copy(volume, alone);
        JsonNode found = run("inspect", "--json", alone).json().get(0);
        assertThat(found.get("kind").asText()).isEqualTo("volume");
        assertThat(found.get("frames").asLong()).isEqualTo(count(volume));
        assertThat(found.get("store").asText()).contains("not around it");
        assertThat(found.get("healthy").asBoolean()).isTrue();
        Run export = run("export", alone);
        assertThat(export.exit()).isEqualTo(3);
        assertThat(export.err()).contains("neither a checkpoint nor the folder of a store");
    }

    @Test
    void saysWhatIsWrongWithItsArguments() throws Exception {
        assertThat(run().exit()).isEqualTo(2);
        assertThat(run("inspekt", ".").exit()).isEqualTo(2);
        Run missing = run("inspect", folder.resolve("nothing"));
        assertThat(missing.exit()).isEqualTo(3);
        assertThat(missing.err()).contains("There is no ");
        assertThat(run("--help").out()).contains("inspect", "verify", "export", "checkpoint", "restore");
        assertThat(run("--version").out()).startsWith("spillway ");
    }

    @Test
    void anExportThatCannotBeWrittenFails() throws Exception {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).as("a device without room").isTrue();
        makeStore("restart");
        Run export = runInto(full, Map.of(), "export", store());
        assertThat(export.exit()).isEqualTo(3);
        assertThat(export.err()).contains("can't be written to").hasLineCount(1);
        assertThat(runInto(full, Map.of(), "inspect", "--json", store()).exit()).isEqualTo(3);
    }

    @Test
    void whatIsPrintedIsUtf8InEveryLocale() throws Exception {
        String text = "\u043a\u043b\u044e\u0447 \u00e9 \ud83d\ude80";
        try (CachingProvider provider = open(KEPT + "restart")) {
            this.<String>cache(provider).put("key", text);
        }
        Path out = Files.createTempFile(folder, "out", "");
        Run run = runInto(out, Map.of("LC_ALL", "C", "LANG", "C"), "export", store());
        assertThat(run.json().get("value").asText()).isEqualTo(text);
    }

    @Test
    void ofSeveralStoresOneHasToBeNamed() throws Exception {
        makeStore("restart");
        Path yaml = Files.writeString(
                folder.resolve("two.yaml"),
                "directory: " + data() + "\ncaches: { d: { key: java.lang.String, " + KEPT + "restart } }\n");
        try (CachingProvider provider = new SpillwayCachingProvider()) {
            provider.getCacheManager(yaml.toUri(), null).getCache("d").put("of", "d");
        }
        Run run = run("export", data());
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("There are 2 stores", "cache-c", "cache-d");
        assertThat(exported(data().resolve("cache-d"))).containsExactly(Map.entry("of", "d"));
    }

    @Test
    void ofSeveralCheckpointsTheNewestGoodOneIsExported() throws Exception {
        List<Path> files = new ArrayList<>();
        try (CachingProvider provider = open("value: java.lang.String, heap: 1MB")) {
            for (int i = 0; i < 3; i++) {
                this.<String>cache(provider).put("key", "value-" + i);
                files.add(cache(provider).unwrap(Checkpoints.class).checkpoint().file());
            }
        }
        assertThat(exported(data())).containsEntry("key", "value-2");
        byte[] bytes = Files.readAllBytes(files.get(2));
        bytes[bytes.length / 2] ^= 1;
        Files.write(files.get(2), bytes);
        Run run = run("export", data());
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("value-1");
        assertThat(run.err()).contains(files.get(2).getFileName().toString(), "an older one is exported");
    }

    /** A number of a class of its own. */
    private static final class Amount extends Number {
        private static final long serialVersionUID = 1L;

        @Override
        public int intValue() {
            return 7;
        }

        @Override
        public long longValue() {
            return 7;
        }

        @Override
        public float floatValue() {
            return 7;
        }

        @Override
        public double doubleValue() {
            return 7;
        }

        @Override
        public String toString() {
            return "7 \"pieces\"";
        }
    }

    @Test
    void everyLineIsJson() throws Exception {
        try (CachingProvider provider = open(KEPT + "restart")) {
            this.<Object>cache(provider).put("own", new Amount());
            this.<Object>cache(provider).put("none", Double.NaN);
            this.<Object>cache(provider).put("big", new BigDecimal("1e30"));
        }
        Path classes = Path.of(
                Amount.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Map<String, String> content = exported("--classpath", classes, "--allow", Amount.class.getName(), store());
        assertThat(content.get("own")).contains("7 \\\"pieces\\\"");
        assertThat(content.get("none")).isEqualTo("NaN");
        assertThat(new BigDecimal(content.get("big"))).isEqualByComparingTo("1e30");
    }

    @Test
    void whatCannotBeLookedAtIsNeitherGoodNorDamaged() throws Exception {
        Path nothing = Files.createDirectories(folder.resolve("nothing"));
        Run empty = run("verify", nothing);
        assertThat(empty.exit()).isEqualTo(3);
        assertThat(empty.err()).contains("nothing of Spillway's");
        Path foreign = Files.writeString(folder.resolve("foreign.txt"), "foreign");
        Run none = run("verify", "--json", foreign);
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.json().get(0).get("obstacle").asText()).contains("none of Spillway's files");

        makeStore("restart");
        for (String name : List.of("manifest", "manifest.copy")) {
            Path file = store().resolve(name);
            String text = Files.readString(file);
            String newer = text.substring(0, text.lastIndexOf("checksum=")).replaceFirst("format=[0-9]+", "format=999");
            CRC32C crc = new CRC32C();
            crc.update(newer.getBytes(StandardCharsets.UTF_8));
            Files.writeString(file, newer + "checksum=" + Long.toHexString(crc.getValue()) + "\n");
        }
        Run newer = run("verify", store());
        assertThat(newer.exit()).isEqualTo(3);
        assertThat(newer.out()).contains("not known", "999");
        assertThat(run("inspect", store()).out()).contains("not known", "999");
        assertThat(run("export", store()).exit()).isEqualTo(3);
    }
}
