package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    private static final long THOUSAND_YEARS = 365_000L * 24 * 60 * 60 * 1000;

    @ParameterizedTest
    @CsvSource({
        "5m, PT5M",
        "500ms, PT0.5S",
        "1h30m, PT1H30M",
        "1h 30m, PT1H30M",
        "2 d, P2D",
        "10S, PT10S",
        "PT5M, PT5M",
        "pt5m, PT5M",
        "P1DT2H, PT26H",
        "90s, PT1M30S"
    })
    void readsWhatPeopleWrite(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5 | is not a duration",
                "m | is not a duration",
                "5 minutes | is not a duration",
                "1h x | is not a duration",
                "P | is not a duration",
                "'' | is too short",
                "0s | is too short",
                "PT-5M | is too short",
                "PT0.0001S | is not a whole number of milliseconds",
                "365001d | is longer than a thousand years",
                "999999999999999999d | is not a duration"
            })
    void refusesTheRest(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage(why);
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = 1, max = THOUSAND_YEARS) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
        assertThat(Durations.parse(duration.toString())).isEqualTo(duration);
    }
}
