package io.spillway.tier.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks the integrity of disk tiers after each test: of those that a {@link TierFixture} was closed on, that was done then;
 * here it is done for those that a test left open. Found by JUnit on its own.
 */
public final class IntegrityExtension implements AfterTestExecutionCallback {
    private static final Set<TierFixture> OPEN = ConcurrentHashMap.newKeySet();

    static void opened(TierFixture fixture) {
        OPEN.add(fixture);
    }

    static void closed(TierFixture fixture) {
        OPEN.remove(fixture);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        // A test that closes a fixture's tier by hand shuts its executor down, too.
        List<TierFixture> left =
                OPEN.stream().filter(fixture -> !fixture.executor.isShutdown()).toList();
        OPEN.clear();
        left.forEach(TierFixture::close);
        assertThat(context.getExecutionException().isPresent() ? List.of() : left)
                .as("fixtures that the test left open")
                .isEmpty();
    }
}
