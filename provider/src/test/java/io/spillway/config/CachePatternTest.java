package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class CachePatternTest {
    @Property
    void matchesAsARegularExpressionWould(
            @ForAll @Chars({'a', 'b', '*', '.'}) @StringLength(max = 8) String pattern,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String name) {
        String expression = ("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q");
        assertThat(new CachePattern(pattern, ManagerSettings.builtIn().defaults()).matches(name))
                .isEqualTo(Pattern.matches(expression, name));
    }
}
