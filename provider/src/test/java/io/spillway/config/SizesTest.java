package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "4096, 4096",
        "7B, 7",
        "1KB, 1024",
        "2 KB, 2048",
        "1KiB, 1024",
        "100MB, 104857600",
        "100mb, 104857600",
        "1.5GB, 1610612736",
        "2TB, 2199023255552",
        "9223372036854775807, 9223372036854775807"
    })
    void readsWhatPeopleWrite(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is not a size",
                "-1 | is not a size",
                "1e3 | is not a size",
                "10XB | has an unknown unit; there are B, KB, MB, GB and TB",
                "0 | is too small",
                "0.0MB | is too small",
                "0.3B | is not a whole number of bytes",
                "9223372036854775808 | is too large",
                "9000000TB | is too large",
                "99999999999999999999 | is not a size",
                "1 0MB | is not a size"
            })
    void refusesTheRest(String text, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse(text)).withMessage(why);
    }

    @Test
    void writesTheLargestWholeUnit() {
        assertThat(Sizes.format(100L << 20)).isEqualTo("100MB");
        assertThat(Sizes.format(1536L << 20)).isEqualTo("1536MB");
        assertThat(Sizes.format(1L << 30)).isEqualTo("1GB");
        assertThat(Sizes.format(1000)).isEqualTo("1000");
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = 1) long bytes) {
        assertThat(Sizes.parse(Sizes.format(bytes))).isEqualTo(bytes);
    }

    @Property
    void wholeUnitsAreReadAgain(@ForAll @LongRange(min = 1, max = 4000) long count, @ForAll Unit unit) {
        assertThat(Sizes.parse(count + unit.name())).isEqualTo(count << unit.shift);
        assertThat(Sizes.parse(Sizes.format(count << unit.shift))).isEqualTo(count << unit.shift);
    }

    enum Unit {
        B(0),
        KB(10),
        MB(20),
        GB(30),
        TB(40);

        private final int shift;

        Unit(int shift) {
            this.shift = shift;
        }
    }
}
