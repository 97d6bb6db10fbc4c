package io.spillway.examples.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses the site as a browser does, and ends it in between, properly and not. */
class SiteTest {
    @TempDir
    Path folder;

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    @Test
    void aBasketStaysWhateverEndsTheProcess() throws Exception {
        try (Running site = new Running("first")) {
            assertThat(site.get()).contains("Log in").doesNotContain("Hello");
            assertThat(site.post("login", "name", "Rosa <3"))
                    .contains("Hello, <strong>Rosa &lt;3</strong>", "in 1 browser(s)");
            site.post("items", "item", "apples");
            assertThat(site.post("items", "item", "pears")).contains("<li>apples</li><li>pears</li>");
            site.process.destroyForcibly().waitFor();
        }
        try (Running site = new Running("second")) {
            assertThat(site.get()).contains("Hello, <strong>Rosa &lt;3</strong>", "<li>apples</li><li>pears</li>");
            assertThat(site.post("items", "item", "plums")).contains("<li>plums</li>");
            site.process.destroy();
            assertThat(site.process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        }
        try (Running site = new Running("third")) {
            assertThat(site.get()).contains("<li>apples</li><li>pears</li><li>plums</li>", "in 1 browser(s)");
            assertThat(site.post("logout", "really", "yes")).contains("Log in").doesNotContain("Hello");
            site.process.destroyForcibly().waitFor();
        }
        try (Running site = new Running("fourth")) {
            assertThat(site.get()).contains("Log in").doesNotContain("Hello");
        }
    }

    /** The site, as a process of its own. */
    private final class Running implements AutoCloseable {
        private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

        private final Path log;
        private final Process process;
        private final int port;

        Running(String name) throws IOException {
            log = folder.resolve(name + ".log");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Site.class.getName(),
                            "--server.port=0"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("SITE_DATA", folder.resolve("data").toString());
            process = builder.start();
            try {
                port = await().atMost(Duration.ofMinutes(3))
                        .until(this::startedOn, found -> found > 0 || !process.isAlive());
                assertThat(port).as("%s", Files.readString(log)).isPositive();
            } catch (RuntimeException | Error e) {
                process.destroyForcibly();
                throw e;
            }
        }

        private int startedOn() throws IOException {
            Matcher matcher = STARTED.matcher(Files.readString(log));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        }

        private URI at(String path) {
            return URI.create("http://localhost:" + port + "/" + path);
        }

        String get() throws IOException, InterruptedException {
            return body(HttpRequest.newBuilder(at("")).build());
        }

        String post(String path, String name, String value) throws IOException, InterruptedException {
            String form = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
            return body(HttpRequest.newBuilder(at(path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build());
        }

        private String body(HttpRequest request) throws IOException, InterruptedException {
            HttpResponse<String> response = browser.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode())
                    .as("%s: %s%n%s", request.uri(), response.body(), Files.readString(log))
                    .isEqualTo(200);
            return response.body();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
