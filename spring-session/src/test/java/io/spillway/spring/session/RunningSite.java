package io.spillway.spring.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The site as a process of its own, and its front: HTTP, with the cookies of one browser. */
final class RunningSite implements AutoCloseable {
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private final HttpClient client;
    private final Path log;
    private final Process process;
    private final int port;

    RunningSite(Path configuration, Path log, CookieHandler cookies) throws IOException {
        this.client = HttpClient.newBuilder().cookieHandler(cookies).build();
        this.log = log;
        this.process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Site.class.getName(),
                        configuration.toUri().toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
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

    String get(String path) throws IOException {
        return body(getLater(path).join());
    }

    CompletableFuture<HttpResponse<String>> getLater(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    String body(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode())
                .as("%s: %s%n%s", response.uri(), response.body(), Files.readString(log))
                .isEqualTo(200);
        return response.body();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
