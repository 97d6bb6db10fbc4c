package io.spillway.tier.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.codec.Envelope;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StoredValueTest {
    private static final byte[] KEY = {1, 'k'};
    private static final byte[] PAYLOAD = {1, 2, 3, 4};
    private static final Envelope ENTRY = new Envelope(0x1234_5678_9ABC_DEF0L, -7, 1_000, 2_000, PAYLOAD);

    @Test
    void whatIsWrittenIsRead() {
        Envelope read = StoredValue.read(KEY, StoredValue.entry(KEY, ENTRY));
        assertThat(read).isNotNull();
        assertThat(read.version()).isEqualTo(ENTRY.version());
        assertThat(read.node()).isEqualTo(-7);
        assertThat(read.created()).isEqualTo(1_000);
        assertThat(read.deadline()).isEqualTo(2_000);
        assertThat(read.payload()).isEqualTo(PAYLOAD);
    }

    @Test
    void aTombstoneIsNoEntry() {
        byte[] tombstone = StoredValue.tombstone(KEY, 5, 1);
        assertThat(tombstone).hasSize(StoredValue.HEAD);
        assertThat(StoredValue.read(KEY, tombstone)).isNull();
    }

    @Test
    void everyDamageIsSeen() {
        byte[] bytes = StoredValue.entry(KEY, ENTRY);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(StoredValue.read(KEY, damaged)).as("bit %s", bit).isNull();
        }
        for (int length = 0; length < bytes.length; length++) {
            assertThat(StoredValue.read(KEY, Arrays.copyOf(bytes, length))).isNull();
        }
        assertThat(StoredValue.read(new byte[] {1, 'l'}, bytes))
                .as("of another key")
                .isNull();
    }
}
