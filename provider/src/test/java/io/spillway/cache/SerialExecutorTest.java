package io.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** No task is lost, nor left for good, where no thread can be started. */
class SerialExecutorTest {
    private final Queue<Runnable> started = new ArrayDeque<>();
    private boolean exhausted;

    private final Executor threads = task -> {
        if (exhausted) {
            throw new OutOfMemoryError("unable to create native thread (a test says so)");
        }
        started.add(task);
    };
    private final SerialExecutor executor = new SerialExecutor("a test", threads);
    private final List<String> ran = new ArrayList<>();

    private void submit(String task) {
        executor.execute(() -> ran.add(task));
    }

    @Test
    void theNextTaskStartsWhatNoThreadCouldBeHadFor() {
        exhausted = true;
        submit("1");
        submit("2");
        exhausted = false;
        submit("3");

        assertThat(started).hasSize(1);
        started.remove().run();
        assertThat(ran).containsExactly("1", "2", "3");
    }

    @Test
    void aCallerRunsWhatNoThreadCanBeHadFor() {
        exhausted = true;
        executor.execute(() -> {
            submit("2");
            assertThat(SerialExecutor.isRunningTasks()).isTrue();
            ran.add("1");
        });

        executor.runIfStalled();

        assertThat(ran).containsExactly("1", "2");
        assertThat(SerialExecutor.isRunningTasks()).isFalse();
        exhausted = false;
        executor.runIfStalled();
        assertThat(started).isEmpty();
        submit("3");
        started.remove().run();
        assertThat(ran).containsExactly("1", "2", "3");
    }

    @Test
    void nothingRunsTwiceNorAtOnce() {
        submit("1");
        submit("2");
        assertThat(started).hasSize(1);
        executor.runIfStalled();
        assertThat(ran).isEmpty();

        started.remove().run();

        assertThat(ran).containsExactly("1", "2");
        assertThat(started).isEmpty();
    }
}
