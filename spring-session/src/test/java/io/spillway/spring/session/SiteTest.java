package io.spillway.spring.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

/** Sessions over HTTP. */
class SiteTest {
    @TempDir
    Path folder;

    @Test
    void theSpringBootIsTheOneThatThisRunIsFor() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.spring-boot"));
    }

    @Test
    void sessionsWorkAndSurviveAKill() throws Exception {
        Path configuration =
                Files.writeString(folder.resolve("spillway.yaml"), """
                directory: %s
                caches: { 'spring-sessions*': { survives: crash } }
                """.formatted(folder.resolve("caches")));
        CookieManager browser = new CookieManager();
        try (RunningSite site = new RunningSite(configuration, folder.resolve("first.log"), browser)) {
            assertThat(site.get("/login/rose")).isEqualTo("welcome");
            List<CompletableFuture<HttpResponse<String>>> parallel = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                parallel.add(site.getLater("/set/attribute" + i + "/" + i));
            }
            for (CompletableFuture<HttpResponse<String>> response : parallel) {
                site.body(response.join());
            }
            assertThat(site.get("/heard")).isEqualTo("created");
            site.kill();
        }
        try (RunningSite site = new RunningSite(configuration, folder.resolve("second.log"), browser)) {
            for (int i = 0; i < 20; i++) {
                assertThat(site.get("/get/attribute" + i)).isEqualTo(String.valueOf(i));
            }
            assertThat(site.get("/sessions/rose")).isEqualTo("1");
            assertThat(site.get("/heard")).as("nobody was created").isEmpty();
            assertThat(site.get("/logout")).isEqualTo("bye");
            assertThat(site.get("/heard")).isEqualTo("destroyed");
            assertThat(site.get("/sessions/rose")).isEqualTo("0");
            assertThat(site.get("/get/attribute1")).isEqualTo("null");
        }
    }
}
