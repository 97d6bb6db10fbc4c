package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeySpaceTest {
    @Test
    void namesAreAsTheyAreToldToBe() {
        KeySpace names = new KeySpace("app", "com.example.Users:*[x]");
        assertThat(names.meta()).isEqualTo("app:com.example.Users%3A%2A%5Bx%5D:meta");
        assertThat(names.name(0xABCDL, "\u0001user-1".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("app:com.example.Users%3A%2A%5Bx%5D:000000000000abcd:\u0001user-1");
    }

    @Test
    void everyKeyHasItsOwnNameAndIsFoundByIt() {
        KeySpace names = new KeySpace("", "ä");
        byte[] key = new byte[256];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        String name = names.name(-1, key);
        assertThat(names.key(-1, name)).isEqualTo(key);
        assertThat(names.key(1, name)).isNull();
        assertThat(names.key(-1, name + "\u0100")).isNull();
        assertThat(names.key(-1, names.meta())).isNull();
    }
}
