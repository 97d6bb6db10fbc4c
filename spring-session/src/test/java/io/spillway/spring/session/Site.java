package io.spillway.spring.session;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An application with HTTP sessions. Its first argument is the URI of Spillway's configuration. */
@SpringBootApplication
@EnableSpillwayHttpSession(maxInactiveIntervalInSeconds = 600)
public class Site {
    public static void main(String[] args) {
        System.setProperty("site.caches", args[0]);
        SpringApplication.run(Site.class, "--server.port=0");
    }

    @Bean
    CacheManager caches() {
        return Caching.getCachingProvider()
                .getCacheManager(URI.create(System.getProperty("site.caches")), Site.class.getClassLoader());
    }

    @Bean
    Listener listener() {
        return new Listener();
    }

    static final class Listener implements HttpSessionListener {
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void sessionCreated(HttpSessionEvent event) {
            heard.add("created");
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            heard.add("destroyed");
        }
    }

    @RestController
    static class Pages {
        private final FindByIndexNameSessionRepository<?> sessions;
        private final Listener listener;

        Pages(FindByIndexNameSessionRepository<?> sessions, Listener listener) {
            this.sessions = sessions;
            this.listener = listener;
        }

        @GetMapping("/login/{name}")
        String login(HttpSession session, @PathVariable("name") String name) {
            session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, name);
            return "welcome";
        }

        @GetMapping("/set/{name}/{value}")
        String set(HttpSession session, @PathVariable("name") String name, @PathVariable("value") String value) {
            session.setAttribute(name, value);
            return value;
        }

        @GetMapping("/get/{name}")
        String get(HttpSession session, @PathVariable("name") String name) {
            return String.valueOf(session.getAttribute(name));
        }

        @GetMapping("/logout")
        String logout(HttpSession session) {
            session.invalidate();
            return "bye";
        }

        @GetMapping("/sessions/{name}")
        int sessions(@PathVariable("name") String name) {
            return sessions.findByPrincipalName(name).size();
        }

        @GetMapping("/heard")
        String heard() {
            return String.join(" ", listener.heard);
        }
    }
}
