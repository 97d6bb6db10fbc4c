package io.spillway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {
    private static final long NOW = 1_800_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "0, 0s ago",
        "999, 0s ago",
        "59999, 59s ago",
        "60000, 1m 0s ago",
        "3599999, 59m 59s ago",
        "3600000, 1h 0m ago",
        "86399999, 23h 59m ago",
        "86400000, 1d 0h ago",
        "1800000000000, 20833d 8h ago",
        "-1500, in 1s",
        "-90000, in 1m 30s",
        "-7200000, in 2h 0m"
    })
    void saysHowLongAgoSomethingWas(long behind, String age) {
        assertThat(Telling.age(NOW - behind, NOW)).isEqualTo(age);
    }

    @ParameterizedTest
    @CsvSource({"-9223372036854775808", "9223372036854775807"})
    void anyNumberHasAnAge(long millis) {
        assertThat(Telling.age(millis, NOW)).matches("in \\d+d \\d+h|\\d+d \\d+h ago");
    }
}
