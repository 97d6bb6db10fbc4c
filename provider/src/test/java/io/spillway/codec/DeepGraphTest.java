package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a thread with much stack has written, one with little can read. */
class DeepGraphTest {
    private static final ClassLoader LOADER = DeepGraphTest.class.getClassLoader();
    private static final int DEPTH = 9_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isReadWhereItCouldBeWritten(boolean object) throws Exception {
        ClassPolicy policy = new ClassPolicy("cache", List.of(), List.of());
        JavaCodec java = new JavaCodec(LOADER, policy);
        PayloadCodec codec = object ? new PayloadCodec(new ObjectCodec(LOADER, policy), java) : new PayloadCodec(java);
        Chain chain = new Chain(null);
        for (int i = 1; i < DEPTH; i++) {
            chain = new Chain(chain);
        }
        Chain whole = chain;
        byte[] payload = LargeStack.call(() -> codec.encode(whole));

        Object[] decoded = new Object[1];
        Thread reader = new Thread(null, () -> decoded[0] = codec.decode(payload), "little stack", 256 << 10);
        reader.start();
        reader.join();

        int read = 0;
        for (Chain link = (Chain) decoded[0]; link != null; link = link.next) {
            read++;
        }
        assertThat(read).isEqualTo(DEPTH);
    }

    private static final class Chain implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Chain next;

        Chain(Chain next) {
            this.next = next;
        }
    }
}
