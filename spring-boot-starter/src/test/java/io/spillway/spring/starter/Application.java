package io.spillway.spring.starter;

import java.io.Serializable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An application with one cached method. */
@SpringBootApplication
@EnableCaching
public class Application {
    static final AtomicLong LOOKUPS = new AtomicLong();
    /** Opened by a look-up of "slow" that has begun, and what it waits for. */
    static volatile CountDownLatch begun = new CountDownLatch(1);

    static volatile CountDownLatch proceed = new CountDownLatch(0);

    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    /** What is cached; a class of the application, which devtools loads anew with each restart. */
    public record Thing(String name) implements Serializable {}

    @Service
    static class Things {
        @Cacheable("things")
        public Thing find(String name) throws InterruptedException {
            LOOKUPS.incrementAndGet();
            if (name.equals("slow")) {
                begun.countDown();
                proceed.await(60, TimeUnit.SECONDS);
            }
            return new Thing(name);
        }
    }

    @RestController
    static class ThingsController {
        private final Things things;
        private final Object loader = new Object();

        ThingsController(Things things) {
            this.things = things;
        }

        @GetMapping("/things/{name}")
        String find(@PathVariable("name") String name) throws InterruptedException {
            return things.find(name).name();
        }

        @GetMapping("/lookups")
        long lookups() {
            return LOOKUPS.get();
        }

        /** Another one after each restart of the context. */
        @GetMapping("/instance")
        String instance() {
            return Integer.toHexString(System.identityHashCode(loader)) + " "
                    + Integer.toHexString(System.identityHashCode(getClass().getClassLoader()));
        }
    }
}
