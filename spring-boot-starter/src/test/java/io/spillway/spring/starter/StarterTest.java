package io.spillway.spring.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

class StarterTest {
    @TempDir
    Path folder;

    @BeforeEach
    void nobodyHasLookedAnythingUp() {
        Application.LOOKUPS.set(0);
        Application.begun = new CountDownLatch(1);
        Application.proceed = new CountDownLatch(0);
    }

    private ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=0");
        arguments.add("--management.endpoints.web.exposure.include=*");
        arguments.add("--management.endpoint.health.show-details=always");
        arguments.add("--spillway.directory=" + folder.resolve("caches"));
        arguments.add("--spillway.caches.things.survives=restart");
        arguments.add("--spillway.caches.things.value=io.spillway.spring.starter.Application$Thing");
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return SpringApplication.run(Application.class, arguments.toArray(String[]::new));
    }

    private static Front frontOf(ConfigurableApplicationContext context) {
        return new Front(Integer.parseInt(context.getEnvironment().getProperty("local.server.port")));
    }

    @Test
    void theSpringBootIsTheOneThatThisRunIsFor() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.spring-boot"));
    }

    @Test
    void propertiesDeclareCachesThatSurvive() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(frontOf(context).get("/things/one")).isEqualTo("one");
            assertThat(frontOf(context).get("/things/one")).isEqualTo("one");
            assertThat(Application.LOOKUPS).hasValue(1);
        }
        try (ConfigurableApplicationContext context = start()) {
            assertThat(frontOf(context).get("/things/one")).isEqualTo("one");
            assertThat(Application.LOOKUPS).hasValue(1);
        }
    }

    @Test
    void aWrongPropertyIsSaidWithWhatWouldBeRight() {
        assertThatThrownBy(() -> start("spillway.caches.things.haep=1MB"))
                .hasStackTraceContaining("spillway.caches.things.haep")
                .hasStackTraceContaining("did you mean `heap`?");
    }

    @Test
    void actuatorShowsTiersHealthAndTheConfigurationInForce() throws Exception {
        try (ConfigurableApplicationContext context = start("spillway.caches.things.heap=3MB")) {
            Front front = frontOf(context);
            front.get("/things/one");
            assertThat(front.get("/actuator/spillway"))
                    .contains("\"things\":{\"heap\":{\"entries\":1,\"bytes\":")
                    .contains("\"maxBytes\":3145728")
                    .contains("\"health\":{\"status\":\"UP\"")
                    .contains("\"key\":\"caches.things.heap\"")
                    .contains("\"value\":\"3MB\"");
            assertThat(front.get("/actuator/health/spillway"))
                    .contains("\"status\":\"UP\"")
                    .contains("\"problems\":[]");
            context.getBean(CacheManager.class).close();
            HttpResponse<String> health = front.response("/actuator/health/spillway");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("\"status\":\"DOWN\"").contains("CLOSED");
        }
    }

    /** Beside Spring's own meters of caches, and for caches that are made later, too. */
    @Test
    void metersShowTheTiers() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            Front front = frontOf(context);
            front.get("/things/one");
            assertThat(front.get("/actuator/metrics/spillway.entries?tag=cache:things&tag=tier:heap"))
                    .contains("\"value\":1.0");
            assertThat(front.response("/actuator/metrics/spillway.entries?tag=cache:later")
                            .statusCode())
                    .isEqualTo(404);
            context.getBean(CacheManager.class).createCache("later", new MutableConfiguration<>());
            assertThat(front.get("/actuator/metrics/spillway.entries?tag=cache:later&tag=tier:heap"))
                    .contains("\"value\":0.0");
        }
    }

    /** The web server stops first, and waits; then the caches close, with what the last request has put. */
    @Test
    void whatIsUnderWayAtShutdownIsFinishedAndKept() throws Exception {
        Application.proceed = new CountDownLatch(1);
        CompletableFuture<HttpResponse<String>> slow;
        try (ConfigurableApplicationContext context = start(
                "server.shutdown=graceful",
                "spring.lifecycle.timeout-per-shutdown-phase=60s",
                "spillway.shutdown-hook=true")) {
            slow = frontOf(context).getLater("/things/slow");
            assertThat(Application.begun.await(60, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
            assertThat(context.getBean(CacheManager.class).isClosed()).isFalse();
            Application.proceed.countDown();
            closing.get(2, TimeUnit.MINUTES);
        }
        assertThat(slow.get(2, TimeUnit.MINUTES).body()).isEqualTo("slow");
        try (ConfigurableApplicationContext context = start()) {
            assertThat(frontOf(context).get("/things/slow")).isEqualTo("slow");
            assertThat(Application.LOOKUPS).hasValue(1);
        }
    }
}
