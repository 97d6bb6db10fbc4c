package io.spillway.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SampledTimesTest {
    private final SampledTimes times = new SampledTimes();

    @Test
    void nothingWasTimed() {
        assertThat(times.snapshot()).isEqualTo(CacheTiers.Times.NONE);
    }

    @Test
    void percentilesAreTooHighByAnEighthAtMost() {
        for (int micros = 1; micros <= 1_000; micros++) {
            times.add(micros * 1_000L);
        }
        CacheTiers.Times seen = times.snapshot();
        assertThat(seen.samples()).isEqualTo(1_000);
        assertThat(seen.average()).isEqualTo(Duration.ofNanos(500_500));
        assertThat(seen.median()).isBetween(Duration.ofNanos(500_000), Duration.ofNanos(562_500));
        assertThat(seen.p95()).isBetween(Duration.ofNanos(950_000), Duration.ofNanos(1_068_750));
        assertThat(seen.p99()).isBetween(Duration.ofNanos(990_000), Duration.ofNanos(1_113_750));
    }

    @Test
    void whatWasLongAgoFades() {
        for (int i = 0; i < 10_000; i++) {
            times.add(1_000_000);
        }
        for (int i = 0; i < 100_000; i++) {
            times.add(100);
        }
        CacheTiers.Times seen = times.snapshot();
        assertThat(seen.samples()).isEqualTo(110_000);
        assertThat(seen.average()).isLessThan(Duration.ofNanos(1_000));
        assertThat(seen.p99()).isBetween(Duration.ofNanos(100), Duration.ofNanos(113));
    }

    @Test
    void anyDurationIsCounted() {
        times.add(0);
        times.add(Long.MAX_VALUE / 2);
        times.add(-5);
        assertThat(times.snapshot().samples()).isEqualTo(3);
    }
}
