package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnusedVariable") // fields are there to be written
class UnreadableAsMissingTest {
    private static final Logger LOGGER = Logger.getLogger(UnreadableAsMissing.class.getName());

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            said.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(listener);
    }

    private static final class Texts {
        String field;
    }

    private static final class Numbers {
        int field;
    }

    @Test
    void saysOnceAReasonHoweverTheValuesDiffer() {
        ClassLoader loader = getClass().getClassLoader();
        ClassPolicy policy = new ClassPolicy("cache", List.of(), List.of());
        PayloadCodec before = new PayloadCodec(new JsonCodec(loader, policy, String.class, Texts.class));
        PayloadCodec after = new PayloadCodec(
                new JsonCodec(loader, policy, String.class, Numbers.class), new JavaCodec(loader, policy));
        AtomicInteger counted = new AtomicInteger();
        UnreadableAsMissing form =
                new UnreadableAsMissing(new ByValue(after, Compression.NONE), "cache", counted::incrementAndGet);
        for (int i = 0; i < 500; i++) {
            Texts texts = new Texts();
            texts.field = "word " + "x".repeat(i) + i;
            assertThat(form.reveal(before.encode(texts))).isNull();
        }
        assertThat(counted).hasValue(500);
        assertThat(said).singleElement().asString().contains(Numbers.class.getName());
        PayloadCodec others = new PayloadCodec(new JavaCodec(loader, new ClassPolicy("other", List.of(), List.of())));
        assertThat(form.reveal(others.encode(new File("a")))).isNull();
        assertThat(form.reveal(others.encode(new Gadget()))).isNull();
        assertThat(form.reveal(others.encode(new Gadget()))).isNull();
        assertThat(said).hasSize(3);
        assertThat(said.get(1)).contains("java.io.File");
        assertThat(said.get(2)).contains(Gadget.class.getName());
    }
}
