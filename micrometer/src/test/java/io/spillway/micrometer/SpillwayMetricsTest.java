package io.spillway.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spillway.CacheTiers;
import io.spillway.Checkpoints;
import io.spillway.TierMXBean;
import io.spillway.provider.SpillwayCachingProvider;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters, as Prometheus scrapes them. */
class SpillwayMetricsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final double MICROS_PER_SECOND = 1e6;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SpillwayCachingProvider provider = new SpillwayCachingProvider();
    private CacheManager manager;

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws Exception {
        Path file = folder.resolve("spillway.yaml");
        Files.writeString(file, "directory: " + folder.resolve("data") + "\ndefaults: { heap: 300KB, disk: 8MB }\n");
        manager = provider.getCacheManager(file.toUri(), null);
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private Cache<Integer, byte[]> busy(String name) {
        Cache<Integer, byte[]> cache =
                manager.createCache(name, new MutableConfiguration<Integer, byte[]>().setStatisticsEnabled(true));
        for (int i = 0; i < 1_000; i++) {
            cache.put(i, new byte[2_000]);
        }
        for (int i = 0; i < 1_100; i++) {
            byte[] unused = cache.get(i);
        }
        return cache;
    }

    @Test
    void aNumberIsTheSameWhereverItIsShown() throws Exception {
        Cache<Integer, byte[]> cache = busy("numbers");
        cache.unwrap(Checkpoints.class).checkpoint();
        new SpillwayMetrics(manager).bindTo(registry);
        TierMXBean bean = bean("numbers");
        CacheTiers tiers = settled(cache);
        assertThat(tiers.spills()).isPositive();
        assertThat(tiers.restores()).isPositive();
        assertThat(tiers.heap().misses()).isEqualTo(tiers.disk().hits() + tiers.misses());
        assertThat(tiers.misses()).isEqualTo(100);
        for (TierNumber number : TierNumber.values()) {
            if (!number.tier().equals("redis") && number != TierNumber.CHECKPOINT_AGE) {
                assertThat(shown(number)).as("%s", number).isEqualTo(number.of(tiers));
            }
        }
        assertThat(shown(TierNumber.CHECKPOINT_AGE)).isNotNegative();
        assertThat(bean.getHeapEntries()).isEqualTo(tiers.heap().entries());
        assertThat(bean.getHeapBytes()).isEqualTo(tiers.heap().bytes());
        assertThat(bean.getHeapMaxBytes()).isEqualTo(tiers.heap().maxBytes());
        assertThat(bean.getHeapSpillAtBytes()).isEqualTo(tiers.heap().spillAtBytes());
        assertThat(bean.getHeapUsedPercent()).isEqualTo(tiers.heap().usedPercent());
        assertThat(bean.getHeapState()).isEqualTo(tiers.heapState().name());
        assertThat(bean.getHeapHits()).isEqualTo(tiers.heap().hits());
        assertThat(bean.getHeapMisses()).isEqualTo(tiers.heap().misses());
        assertThat(bean.getDiskEntries()).isEqualTo(tiers.disk().entries());
        assertThat(bean.getDiskBytes()).isEqualTo(tiers.disk().bytes());
        assertThat(bean.getDiskUsedPercent()).isEqualTo(tiers.disk().usedPercent());
        assertThat(bean.getDiskLivePercent()).isEqualTo(tiers.disk().livePercent());
        assertThat(bean.getDiskHits()).isEqualTo(tiers.disk().hits());
        assertThat(bean.getDiskMisses()).isEqualTo(tiers.disk().misses());
        assertThat(bean.getMisses()).isEqualTo(tiers.misses());
        assertThat(bean.getSpills()).isEqualTo(tiers.spills());
        assertThat(bean.getDiskRestores()).isEqualTo(tiers.diskRestores());
        assertThat(bean.getEvictions()).isEqualTo(tiers.evictions());
        assertThat(bean.getCheckpointsMade()).isEqualTo(1);
        assertThat(bean.getSpillMicrosAverage() / MICROS_PER_SECOND)
                .isCloseTo(shown(TierNumber.SPILL_TIME_AVERAGE), Offset.offset(1e-9));
        assertThat(bean.getDiskRestoreMicrosP99() / MICROS_PER_SECOND)
                .isCloseTo(shown(TierNumber.DISK_RESTORE_TIME_P99), Offset.offset(1e-9));
    }

    /** The numbers once the background has nothing left to do. */
    private static CacheTiers settled(Cache<?, ?> cache) throws Exception {
        CacheTiers last = cache.unwrap(CacheTiers.class);
        int same = 0;
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (same < 20 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            CacheTiers now = cache.unwrap(CacheTiers.class);
            boolean quiet = now.spills() == last.spills()
                    && now.heap().equals(last.heap())
                    && now.disk().equals(last.disk());
            same = quiet ? same + 1 : 0;
            last = now;
        }
        assertThat(same).isEqualTo(20);
        return last;
    }

    private double shown(TierNumber number) {
        Search search = Search.in(registry).name(number.meter()).tag("tier", number.tier());
        if (!number.stat().isEmpty()) {
            search = search.tag("stat", number.stat());
        }
        Meter meter = search.meter();
        assertThat(meter).as("%s", number).isNotNull();
        return meter.measure().iterator().next().getValue();
    }

    private TierMXBean bean(String cache) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> names = server.queryNames(new ObjectName("io.spillway:type=CacheTiers,*,Cache=" + cache), null);
        return JMX.newMXBeanProxy(server, names.iterator().next(), TierMXBean.class);
    }

    @Test
    void cachesThatOpenLaterAreShownUntilTheyClose() {
        SpillwayMetrics metrics = new SpillwayMetrics(manager);
        metrics.bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
        Cache<Integer, byte[]> cache = busy("later");
        assertThat(registry.scrape()).contains("spillway_spills_total{cache=\"later\",tier=\"heap\"}");
        cache.close();
        assertThat(registry.getMeters()).isEmpty();
        busy("next");
        assertThat(registry.scrape()).contains("cache=\"next\"").doesNotContain("cache=\"later\"");
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
        busy("unseen");
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void statisticsThatAreSwitchedOnLaterCount() {
        new SpillwayMetrics(manager).bindTo(registry);
        Cache<Integer, String> cache = manager.createCache("quiet", new MutableConfiguration<>());
        cache.put(1, "1");
        assertThat(registry.get("spillway.cache.puts").functionCounter().count())
                .isZero();
        manager.enableStatistics("quiet", true);
        cache.put(1, "2");
        assertThat(registry.get("spillway.cache.puts").functionCounter().count())
                .isEqualTo(1);
    }

    @Test
    void eachMeterIsInTheDocumentation() throws Exception {
        new SpillwayMetrics(manager).bindTo(registry);
        busy("documented");
        Set<String> documented = Pattern.compile("(?m)^\\| `(spillway[a-z.]+)` \\|")
                .matcher(Files.readString(DOCS.resolve("metrics.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>();
        registry.getMeters().forEach(meter -> known.add(meter.getId().getName()));
        for (TierNumber number : TierNumber.values()) {
            known.add(number.meter());
        }
        assertThat(documented).isEqualTo(known);
    }

    @Test
    void theDashboardAsksForWhatThereIs() throws Exception {
        new SpillwayMetrics(manager).bindTo(registry);
        busy("drawn");
        String scraped = registry.scrape();
        JsonNode dashboard = new ObjectMapper()
                .readTree(DOCS.resolve("grafana-dashboard.json").toFile());
        List<String> asked = dashboard.findValuesAsText("expr").stream()
                .flatMap(expression -> Pattern.compile("spillway_[a-z_]+")
                        .matcher(expression)
                        .results()
                        .map(MatchResult::group))
                .toList();
        assertThat(asked).hasSizeGreaterThan(15);
        Set<String> ofRedis = Set.of("spillway_available", "spillway_owed");
        for (String name : asked) {
            if (!ofRedis.contains(name)) {
                assertThat(scraped).as(name).containsPattern("(?m)^" + name + "\\{");
            }
        }
    }
}
