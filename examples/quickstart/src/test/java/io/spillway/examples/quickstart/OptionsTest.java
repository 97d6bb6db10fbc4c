package io.spillway.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void readsEveryOption() {
        Options options = Options.parse(List.of(
                "--heap", "8MB", "--disk", "2 gb", "--directory", "/tmp/somewhere", "--limit", "10", "--no-progress"));

        assertThat(options)
                .isEqualTo(new Options(
                        8L << 20,
                        2L << 30,
                        Optional.of(Path.of("/tmp/somewhere").toAbsolutePath()),
                        10,
                        false,
                        false));
        assertThat(Options.parse(List.of("--help")).help()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--heap lots | --heap needs a size such as 16MB, not \"lots\".",
                "--heap 0 | --heap needs a size such as 16MB, not \"0\".",
                "--disk | --disk needs a value.",
                "--limit -3 | --limit needs a number from 1 on, not \"-3\".",
                "--speed 3 | There is no option --speed."
            })
    void saysWhatIsWrong(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(List.of(line.split(" "))))
                .withMessage(message);
    }
}
