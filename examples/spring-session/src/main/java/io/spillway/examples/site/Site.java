package io.spillway.examples.site;

import io.spillway.spring.session.EnableSpillwayHttpSession;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the site. */
@SpringBootApplication
@EnableSpillwayHttpSession(maxInactiveIntervalInSeconds = 1800)
@SuppressWarnings({"HideUtilityClassConstructor", "PrivateConstructorForUtilityClass"}) // Spring makes an instance
public class Site {
    /** Creates the site; for Spring. */
    public Site() {}

    /** Runs until it is told to stop. */
    public static void main(String[] args) {
        SpringApplication.run(Site.class, args);
    }
}
