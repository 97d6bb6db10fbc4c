package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is shared between the cache and its callers must be immutable all through. */
class ReviewProofsImmutabilityTest {
    private record Tree(Leaf leaf, ArrayList<String> notes) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private record Leaf(Tree parent, int number) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aRecordThatContainsAMutableOneIsMutableWhicheverIsSeenFirst() {
        Immutability immutability = new Immutability();
        Tree tree = new Tree(null, new ArrayList<>());
        assertThat(immutability.isImmutable(tree)).isFalse();
        assertThat(immutability.isImmutable(new Leaf(tree, 1))).isFalse();
    }

    private record Wide(
            int a, int b, String c, Long d, Leaf e, Tree f, int g, int h, String i, String j, ArrayList<String> last)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** While one thread looks at a record class, another must not take its first guess for the answer. */
    @Test
    void noThreadSeesAnAnswerThatIsNotFinal() throws Exception {
        Wide value = new Wide(1, 1, "", 1L, null, null, 1, 1, "", "", new ArrayList<>());
        boolean[] wrong = new boolean[1];
        for (int round = 0; round < 20_000 && !wrong[0]; round++) {
            Immutability immutability = new Immutability();
            CountDownLatch go = new CountDownLatch(1);
            Thread other = new Thread(() -> {
                go.countDown();
                immutability.isImmutable(value);
            });
            other.start();
            go.await();
            for (int i = 0; i < 20; i++) {
                wrong[0] |= immutability.isImmutable(value);
            }
            other.join();
        }
        assertThat(wrong[0]).isFalse();
    }
}
