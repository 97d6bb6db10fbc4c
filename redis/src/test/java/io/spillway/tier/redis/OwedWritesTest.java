package io.spillway.tier.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.Envelope;
import io.spillway.tier.redis.OwedWrites.Owed;
import org.junit.jupiter.api.Test;

class OwedWritesTest {
    private static Owed put(String key, long version, int length) {
        return new Owed(
                key.getBytes(UTF_8), version, 1, new Envelope(version, 1, 0, Envelope.ETERNAL, new byte[length]));
    }

    @Test
    void theNewestOfAKeyIsOwed() {
        OwedWrites owed = new OwedWrites(OwedWrites.MOST_BYTES);
        assertThat(owed.find(new byte[] {1})).isNull();
        owed.add(put("a", 5, 1));
        owed.add(put("a", 4, 2));
        owed.add(new Owed("b".getBytes(UTF_8), 6, 1, null));
        assertThat(owed.find("a".getBytes(UTF_8)).version()).isEqualTo(5);
        assertThat(owed.count()).isEqualTo(2);
        assertThat(owed.keys()).containsExactly("a".getBytes(UTF_8));
        assertThat(owed.settle("a".getBytes(UTF_8), 4)).isFalse();
        assertThat(owed.count()).isEqualTo(2);
        assertThat(owed.settle("a".getBytes(UTF_8), 9)).isFalse();
        assertThat(owed.settle("b".getBytes(UTF_8), 6)).isTrue();
        assertThat(owed.isEmpty()).isTrue();
    }

    @Test
    void beyondTheBoundThereIsNoOlderValueThough() {
        OwedWrites owed = new OwedWrites(10_000);
        assertThat(owed.add(put("a", 1, 9_000))).isTrue();
        assertThat(owed.takeIncomplete()).isFalse();
        assertThat(owed.add(put("b", 2, 9_000))).isTrue();
        assertThat(owed.find("b".getBytes(UTF_8)).entry()).isNull();
        assertThat(owed.takeIncomplete()).isTrue();
        int more = 0;
        while (owed.add(put("k" + more, 3, 1_000))) {
            more++;
        }
        assertThat(more).isBetween(40, 60);
        owed.settle("a".getBytes(UTF_8), 1);
        assertThat(owed.add(put("c", 4, 0))).isTrue();
    }
}
