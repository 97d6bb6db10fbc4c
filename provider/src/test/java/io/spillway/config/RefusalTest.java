package io.spillway.config;

import static io.spillway.config.Configurations.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ConfigurationException;
import io.spillway.tier.disk.DiskOptions;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read when a configuration is wrong. */
class RefusalTest {
    @Test
    void theSmallestDiskIsWhatTheTierTakes() {
        assertThat(DiskOptions.transientIn(null, "cache", 1 << 20).maxBytes()).isEqualTo(1 << 20);
        assertThat(Configurations.read("defaults: { disk: 1MB }")
                        .defaults()
                        .tiers()
                        .disk())
                .isEqualTo(1 << 20);
    }

    @Test
    void aHomeIsTheUsersOrRefused() {
        Path home = Path.of(System.getProperty("user.home"));
        assertThat(Configurations.read("directory: ~/x").directory()).isEqualTo(home.resolve("x"));
        assertThat(Configurations.read("directory: '~'").directory()).isEqualTo(home);
        assertThat(Configurations.read("directory: x/~").directory()).isEqualTo(Path.of("x/~"));
        assertThat(refusal("directory: ~other/x"))
                .hasMessage(
                        "spillway.yaml, line 1, column 12: directory: \"~other/x\" begins with ~ and a name; only ~/"
                                + " is known, the home of the user who runs this; write the path of a directory");
    }

    @Test
    void namesTheFileTheLineTheColumnAndTheKey() {
        ConfigurationException refusal = refusal("""
            directory: files
            caches:
              sessions:
                heap: 100XB
            """);

        assertThat(refusal)
                .hasMessage(
                        "spillway.yaml, line 4, column 11: caches.sessions.heap: \"100XB\" has an unknown unit; there"
                                + " are B, KB, MB, GB and TB; write a size such as 100MB, 2 KB or a plain number of"
                                + " bytes");
        assertThat(refusal.source()).isEqualTo("spillway.yaml");
        assertThat(refusal.line()).isEqualTo(4);
        assertThat(refusal.column()).isEqualTo(11);
        assertThat(refusal.key()).isEqualTo("caches.sessions.heap");
    }

    static Stream<Arguments> values() {
        return Stream.of(
                of("heap: lots", "\"lots\" is not a size; write a size such as 100MB, 2 KB or a plain number of bytes"),
                of("heap: 0", "\"0\" is too small; write a size such as 100MB, 2 KB or a plain number of bytes"),
                of(
                        "heap:",
                        "there is no value; write a size such as 100MB, 2 KB or a plain number of bytes,"
                                + " or remove the key"),
                of("heap: [1MB]", "this is a list; write a size such as 100MB, 2 KB or a plain number of bytes"),
                of(
                        "heap: { max: 1MB }",
                        "this is a group of keys; write a size such as 100MB, 2 KB or a plain number of bytes"),
                of("disk: off", "\"off\" is not a size; write a size such as 1GB, or none"),
                of(
                        "disk: 10",
                        "\"10\" is too small, as a disk tier takes 1MB at the least; write a size such as 1GB, or none"),
                of("spill-at: 80", "\"80\" is not a percentage; write a percentage from 1% to 100%, such as 80%"),
                of("spill-at: 101%", "\"101%\" is out of range; write a percentage from 1% to 100%, such as 80%"),
                of("survives: everything", "\"everything\" is not known here; write nothing, restart or crash"),
                of("when-full: drop", "\"drop\" is not known here; write evict or reject"),
                of("fsync: every 0", "\"every 0\" is not known here; write none, every N (such as every 100), or each"),
                of("statistics: yes", "\"yes\" is neither true nor false; write true or false"),
                of(
                        "key: java.util.List<String>",
                        "\"java.util.List<String>\" has type parameters, which do not exist at run time; write the full"
                                + " name of a class, such as java.lang.String or byte[]"),
                of(
                        "key: int",
                        "\"int\" is a primitive type, which no cache can hold; write the full name of a class,"
                                + " such as java.lang.String or byte[]"),
                of(
                        "value: java..String",
                        "\"java..String\" is not a class name; write the full name of a class, such as"
                                + " java.lang.String or byte[]"),
                of(
                        "listeners: com.example.Listener",
                        "this is the single value \"com.example.Listener\"; write a list of class names, such as"
                                + " [com.example.Listener]"),
                of(
                        "allow: com.example.**",
                        "this is the single value \"com.example.**\"; write a list, such as [com.example.**]"),
                of("codec: jva", "there is no codec \"jva\"; write object, json, java, or the full name of a class"),
                of(
                        "expiry: 5m",
                        "\"5m\" does not say when; write eternal, or one of created, updated, accessed and idle"
                                + " with a duration, such as { idle: 5m }"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void saysWhatIsWrongWithAValue(String line, String problem) {
        String key = line.substring(0, line.indexOf(':'));
        ConfigurationException refusal = refusal("caches:\n  sessions:\n    " + line + "\n");

        assertThat(refusal.getMessage()).endsWith(": caches.sessions." + key + ": " + problem);
        assertThat(refusal.line()).isEqualTo(3);
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                of(
                        "caches: { s: { haep: 1MB } }",
                        "line 1, column 16: caches.s.haep: there is no such key; did you mean" + " `heap`?"),
                of(
                        "caches: { s: { spillAt: 80% } }",
                        "line 1, column 16: caches.s.spillAt: there is no such key; did you mean `spill-at`?"),
                of("cahces: {}", "line 1, column 1: cahces: there is no such key; did you mean `caches`?"),
                of("colour: red", "line 1, column 1: colour: there is no such key"),
                of(
                        "caches: { s: { expiry: { idel: 5m } } }",
                        "line 1, column 26: caches.s.expiry.idel: there is no such key; did you mean `idle`?; write"
                                + " eternal, or one of created, updated, accessed and idle with a duration, such as"
                                + " { idle: 5m }"),
                of(
                        "caches: { s: { expiry: { idle: 5m, created: 1h } } }",
                        "line 1, column 36: caches.s.expiry.created: a cache has one kind of expiry; write eternal, or"
                                + " one of created, updated, accessed and idle with a duration, such as { idle: 5m }"),
                of(
                        "caches: { s: { expiry: { idle: soon } } }",
                        "line 1, column 32: caches.s.expiry.idle: \"soon\" is not a duration; write a duration such as"
                                + " 5m, 500ms, 1h30m or PT5M"),
                of(
                        "redis: redis://localhost",
                        "line 1, column 8: redis: this does not say where Redis is; write " + RedisPlace.EXPECTED),
                of(
                        "redis: {}",
                        "line 1, column 8: redis: there must be an address or a file, and not both; write "
                                + RedisPlace.EXPECTED),
                of(
                        "redis: { address: 'redis://a', file: b.yaml }",
                        "line 1, column 8: redis: there must be an address or a file, and not both; write "
                                + RedisPlace.EXPECTED),
                of(
                        "redis: { address: 'localhost:6379' }",
                        "line 1, column 19: redis.address: \"localhost:6379\" does not begin with redis:// or"
                                + " rediss://; write an address such as redis://localhost:6379"),
                of(
                        "redis: { adress: 'redis://a' }",
                        "line 1, column 10: redis.adress: there is no such key; did you mean `address`?; write "
                                + RedisPlace.EXPECTED),
                of(
                        "caches: { s: { redis: yes } }",
                        "line 1, column 23: caches.s.redis: \"yes\" does not say how; write " + RedisSettings.EXPECTED),
                of(
                        "caches: { s: { redis: { writes: later } } }",
                        "line 1, column 33: caches.s.redis.writes: \"later\" is not known here; write through, behind or"
                                + " none"),
                of(
                        "caches: { s: { redis: { drain: { batch: 0 } } } }",
                        "line 1, column 41: caches.s.redis.drain.batch: \"0\" is out of range; write a number from 1 to"
                                + " 10000"),
                of(
                        "caches: { s: { redis: { consistency: shared } } }",
                        "line 1, column 38: caches.s.redis.consistency: \"shared\" is something that this version of"
                                + " Spillway can't do yet; write local"),
                of(
                        "redis: { address: redis://localhost }\ncaches: { s: { redis: { overflow: true } } }",
                        "line 2, column 16: caches.s.redis: overflow is for what would otherwise not be in Redis, and here"
                                + " everything that is put is; write { writes: none, overflow: true }, or remove overflow"),
                of(
                        "redis: { address: redis://localhost }\ncaches: { s: { disk: 1GB, when-full: reject,"
                                + " redis: { writes: none, overflow: true } } }",
                        "line 2, column 46: caches.s.redis: overflow is for what is evicted, and this cache evicts nothing;"
                                + " write when-full: evict, or remove overflow"),
                of(
                        "caches: { s: { redis: { wirtes: none } } }",
                        "line 1, column 25: caches.s.redis.wirtes: there is no such key; did you mean `writes`?; write "
                                + RedisSettings.EXPECTED),
                of(
                        "caches: { s: { redis: { deadline: 0 } } }",
                        "line 1, column 35: caches.s.redis.deadline: \"0\" is not a duration; write a duration such as"
                                + " 50ms or 1s"),
                of(
                        "caches: { s: { compress: lz4 } }",
                        "line 1, column 26: caches.s.compress: \"lz4\" does not say how; write "
                                + CompressSettings.EXPECTED),
                of(
                        "caches: { s: { compress: } }",
                        "line 1, column 25: caches.s.compress: there is no value; write " + CompressSettings.EXPECTED),
                of(
                        "caches: { s: { compress: { with: zip } } }",
                        "line 1, column 34: caches.s.compress.with: \"zip\" is not known here; write lz4"),
                of(
                        "caches: { s: { compress: { ovr: 1KB } } }",
                        "line 1, column 28: caches.s.compress.ovr: there is no such key; did you mean `over`?; write "
                                + CompressSettings.EXPECTED),
                of(
                        "caches: { s: { compress: { over: much } } }",
                        "line 1, column 34: caches.s.compress.over: \"much\" is not a size; write a size such as 100MB,"
                                + " 2 KB or a plain number of bytes"),
                of(
                        "directory: d\ncaches: { s: { checkpoint: { evry: 5m } } }",
                        "line 2, column 30: caches.s.checkpoint.evry: there is no such key; did you mean `every`?; write "
                                + CheckpointReader.EXPECTED),
                of(
                        "directory: d\ncaches: { s: { checkpoint: { keep: 0 } } }",
                        "line 2, column 36: caches.s.checkpoint.keep: \"0\" is out of range; write a number from 1 to"
                                + " 1000"),
                of(
                        "directory: d\ncaches: { s: { checkpoint: { restore: now } } }",
                        "line 2, column 39: caches.s.checkpoint.restore: \"now\" is not known here; write auto or"
                                + " ask"),
                of(
                        "directory: d\ncaches: { s: { checkpoint: 5m } }",
                        "line 2, column 28: caches.s.checkpoint: \"5m\" does not say when; write "
                                + CheckpointReader.EXPECTED),
                of(
                        "survives: crash",
                        "line 1, column 1: survives: this key does not belong here; it belongs to a cache"
                                + " below `caches`, or to `defaults`"),
                of(
                        "defaults: { directory: files }",
                        "line 1, column 13: defaults.directory: this key does not belong here; it belongs at the top of"
                                + " the file"),
                of(
                        "caches:\n  s: { heap: 1MB, heap: 2MB }",
                        "line 2, column 19: caches.s.heap: this key is already in line 2; remove one of the two"),
                of(
                        "caches:\n  s: {}\n  t: {}\n  s: {}",
                        "line 4, column 3: caches.s: this key is already in line 2; remove one of the two"),
                of(
                        "caches: { [a]: {} }",
                        "line 1, column 11: caches: a key must be a single word, not a list or a group of keys"),
                of(
                        "caches: [s]",
                        "line 1, column 9: caches: this is a list; write a group of names, each with the keys of its"
                                + " cache below it"),
                of(
                        "caches: { s: 100MB }",
                        "line 1, column 14: caches.s: this is the single value \"100MB\"; write a group of keys, such"
                                + " as { heap: 100MB }"),
                of("- a\n- b", "line 1, column 1: this is a list; write keys, such as `caches:`"),
                of(
                        "caches: { 's*': { statistics: true } }",
                        "line 1, column 19: caches.s*.statistics: this has no effect for a pattern, as a cache that is"
                                + " created in code says it in its own Configuration; remove it, or name the cache"
                                + " without *"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void saysWhatIsWrongWithAKey(String yaml, String message) {
        assertThat(refusal(yaml)).hasMessage("spillway.yaml, " + message);
    }

    static Stream<Arguments> combinations() {
        return Stream.of(
                of(
                        "caches: { s: { redis: { writes: none } } }",
                        "line 1, column 16: caches.s.redis: nobody says where Redis is; add `redis: { address:"
                                + " redis://localhost:6379 }` at the top of the file, or write redis: none"),
                of(
                        "{ directory: d, redis: { address: 'redis://a' }, caches: { s: { checkpoint: { every: 5m } } } }",
                        "line 1, column 65: caches.s.checkpoint: this version of Spillway can't make checkpoints of a"
                                + " cache that writes to Redis yet; write checkpoint: none, or redis: none"),
                of(
                        "caches: { s: { checkpoint: { every: 5m } } }",
                        "line 1, column 16: caches.s.checkpoint: checkpoints need a place that lasts; add `directory` at"
                                + " the top of the file, or write checkpoint: none"),
                of(
                        "caches: { s: { survives: restart } }",
                        "line 1, column 16: caches.s.survives: restart needs a place that lasts; add `directory` at the"
                                + " top of the file, or write survives: nothing"),
                of(
                        "defaults: { survives: crash }",
                        "line 1, column 13: defaults.survives: crash needs a place that lasts; add `directory` at the"
                                + " top of the file, or write survives: nothing"),
                of(
                        "{ directory: d, caches: { s: { survives: crash, disk: none } } }",
                        "line 1, column 32: caches.s.survives: crash needs a disk tier, which this cache does not have;"
                                + " add a size for `disk` to the cache, or write survives: nothing"),
                of(
                        "{ directory: d, caches: { s: { survives: crash, store-by-value: false } } }",
                        "line 1, column 32: caches.s.survives: crash needs a disk tier, which this cache does not have"
                                + " as it stores by reference; add a size for `disk` to the cache, or write survives:"
                                + " nothing"),
                of(
                        "{ directory: d, caches: { s: { survives: restart, fsync: each } } }",
                        "line 1, column 51: caches.s.fsync: this is of use only with `survives: crash`; write that, or"
                                + " fsync: none"),
                of(
                        "caches: { s: { disk: none, when-full: reject } }",
                        "line 1, column 28: caches.s.when-full: a cache without a disk tier can only evict; give it one"
                                + " with `disk`, or write when-full: evict"),
                of(
                        "{ defaults: { when-full: reject }, caches: { s: { disk: none } } }",
                        "line 1, column 15: defaults.when-full: a cache without a disk tier can only evict; give it one"
                                + " with `disk`, or write when-full: evict"));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void saysWhyTwoKeysDoNotGoTogether(String yaml, String message) {
        assertThat(refusal(yaml)).hasMessage("spillway.yaml, " + message);
    }

    @Test
    void saysWhereAFileIsNotYaml() {
        ConfigurationException refusal = refusal("caches:\n  sessions: { heap: 1MB\n");

        assertThat(refusal.getMessage()).startsWith("spillway.yaml, line 3, column 1: this is not YAML: ");
    }

    @Test
    void aBrokenEscapeIsNotYaml() {
        for (String escape : new String[] {"\\x", "\\xZZ", "\\u12", "\\UFFFFFFFF"}) {
            assertThat(refusal("directory: \"" + escape + "\"").getMessage())
                    .startsWith("spillway.yaml")
                    .contains("this is not YAML: ");
        }
    }

    @Test
    void obeysNoTag() {
        assertThat(refusal("caches: { s: { key: !!javax.script.ScriptEngineManager [] } }"))
                .hasMessage("spillway.yaml, line 1, column 21: this is not YAML: Global tag is not allowed:"
                        + " tag:yaml.org,2002:javax.script.ScriptEngineManager");
        assertThat(refusal("caches: { s: { heap: !!java.lang.Long 1MB } }"))
                .hasMessage("spillway.yaml, line 1, column 22: this is not YAML: Global tag is not allowed:"
                        + " tag:yaml.org,2002:java.lang.Long");
        assertThat(refusal("caches: !local { s: {} }"))
                .hasMessage(
                        "spillway.yaml, line 1, column 9: caches: the tag \"!local\" means nothing here; remove it");
    }

    @Test
    void aLongOrBrokenValueDoesNotFillTheMessage() {
        ConfigurationException refusal = refusal("caches: { s: { heap: \"a\\n" + "b".repeat(5000) + "\" } }");

        assertThat(refusal.getMessage())
                .contains("\"a " + "b".repeat(58) + "...\"")
                .doesNotContain("\n");
    }

    @Test
    @Timeout(10)
    void anAliasBombIsHarmless() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThat(refusal(bomb.toString())).isNotNull();
        assertThat(refusal("caches: &c { s: *c }").getMessage()).contains("caches.s.s: there is no such key");
        assertThat(refusal("caches: { s: { listeners: &l [*l] } }").getMessage())
                .contains("this is a list");
        assertThat(refusal("caches: " + "[".repeat(10_000))).isNotNull();
        assertThat(refusal("caches: " + "{a: ".repeat(10_000))).isNotNull();
    }

    private static Arguments of(String first, String second) {
        return Arguments.of(first, second);
    }
}
