package io.spillway.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** Starts the shop. */
@SpringBootApplication
@EnableCaching
@SuppressWarnings({"HideUtilityClassConstructor", "PrivateConstructorForUtilityClass"}) // Spring makes an instance
public class Shop {
    /** Creates the shop; for Spring. */
    public Shop() {}

    /** Runs until it is told to stop. */
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }
}
