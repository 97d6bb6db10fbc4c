package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** However many threads miss one key, it is loaded once. */
@ParameterizedClass
@EnumSource(Tiers.class)
@Timeout(60)
class SingleFlightTest extends JCacheTest {
    private static final int READERS = 16;
    private static final Set<Thread.State> HELD_UP =
            Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch loading = new CountDownLatch(1);

    private final RecordingLoader loader = new RecordingLoader() {
        @Override
        public String load(String key) {
            String value = super.load(key);
            if (key.equals("slow")) {
                loading.countDown();
                pass();
            }
            return value;
        }
    };

    SingleFlightTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void manyReadersOneLoad() throws Exception {
        Cache<String, String> cache = cache();
        List<FutureTask<String>> reads = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            FutureTask<String> read = new FutureTask<>(() -> cache.get("slow"));
            reads.add(read);
            threads.add(new Thread(read, "reader " + i));
        }
        threads.forEach(Thread::start);
        loading.await();
        await().atMost(PATIENCE).until(() -> threads.stream().allMatch(t -> HELD_UP.contains(t.getState())));

        gate.countDown();

        for (FutureTask<String> read : reads) {
            assertThat(read.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("loaded slow");
        }
        assertThat(loader.single).containsExactly("slow");
    }

    @Test
    void aSlowLoadHoldsUpNoOtherKey() throws Exception {
        Cache<String, String> cache = cache();
        FutureTask<String> slow = new FutureTask<>(() -> cache.get("slow"));
        new Thread(slow, "slow reader").start();
        loading.await();

        for (int i = 0; i < 1000; i++) {
            assertThat(cache.get("quick " + i)).isEqualTo("loaded quick " + i);
            cache.put("quick " + i, "put");
            cache.remove("quick " + i);
        }
        assertThat(slow.isDone()).isFalse();

        gate.countDown();
        assertThat(slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("loaded slow");
    }

    private Cache<String, String> cache() {
        return create(stringConfiguration().setReadThrough(true).setCacheLoaderFactory(() -> loader));
    }

    private void pass() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
