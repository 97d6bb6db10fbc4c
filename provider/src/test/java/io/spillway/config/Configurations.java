package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spillway.ConfigurationException;
import java.util.List;

/** Reads configurations that tests write in place. */
final class Configurations {
    static final String SOURCE = "spillway.yaml";

    private Configurations() {}

    static ManagerSettings read(String yaml) {
        return SettingsReader.read(YamlText.parse(yaml, SOURCE), SOURCE, List.of())
                .settings();
    }

    static ConfigurationException refusal(String yaml) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> read(yaml));
        assertThat(refusal).as("the refusal of%n%s", yaml).isNotNull();
        return refusal;
    }
}
