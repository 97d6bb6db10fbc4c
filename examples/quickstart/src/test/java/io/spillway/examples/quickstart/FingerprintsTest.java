package io.spillway.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private final Fingerprints fingerprints = new Fingerprints();

    @Test
    void oneByteIsEnoughToDiffer() {
        fingerprints.remember("a", new byte[] {1, 2, 3});

        fingerprints.check("a", new byte[] {1, 2, 3});
        assertThat(fingerprints.verdict().isGood()).isTrue();

        fingerprints.check("a", new byte[] {1, 2, 4});
        assertThat(fingerprints.verdict()).isEqualTo(new Fingerprints.Verdict(2, 1, 0));
        assertThat(fingerprints.verdict().isGood()).isFalse();
    }

    @Test
    void aMissingFileIsNotGood() {
        fingerprints.check("a", null);

        assertThat(fingerprints.verdict()).isEqualTo(new Fingerprints.Verdict(1, 0, 1));
        assertThat(fingerprints.verdict().isGood()).isFalse();
    }

    @Test
    void nothingComparedIsNotGood() {
        assertThat(fingerprints.verdict().isGood()).isFalse();
    }
}
