package io.spillway.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

class ShopTest {
    @TempDir
    Path folder;

    @Test
    void theSpringBootIsTheOneThatThisRunIsFor() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.spring-boot"));
    }

    @Test
    void annotationsWorkOverHttpAndBooksSurvive() throws Exception {
        try (RunningShop shop = start("first")) {
            springsAnnotationsWork(shop);
            jsr107sAnnotationsWork(shop);
            shop.stop();
        }
        try (RunningShop shop = start("second")) {
            assertThat(shop.get("/books/42")).isEqualTo("Renamed");
            assertThat(shop.lookups()).as("it is found, not looked up").isZero();
            assertThat(shop.get("/books/43")).isEqualTo("The one about 43");
            assertThat(shop.lookups()).isEqualTo(1);
            shop.kill();
        }
        try (RunningShop shop = start("third")) {
            assertThat(shop.get("/books/42")).isEqualTo("Renamed");
            assertThat(shop.get("/books/43")).isEqualTo("The one about 43");
            assertThat(shop.lookups()).as("it is found after a kill, too").isZero();
        }
    }

    private RunningShop start(String name) throws IOException {
        return new RunningShop(folder.resolve("data"), folder.resolve(name + ".log"));
    }

    private static void springsAnnotationsWork(RunningShop shop) {
        assertThat(shop.get("/books/42")).isEqualTo("The one about 42");
        assertThat(shop.get("/books/42")).isEqualTo("The one about 42");
        assertThat(shop.lookups()).as("@Cacheable").isEqualTo(1);
        shop.put("/books/42", "Renamed");
        assertThat(shop.get("/books/42")).isEqualTo("Renamed");
        assertThat(shop.lookups()).as("@CachePut").isEqualTo(1);
        assertThat(shop.get("/books/7")).isEqualTo("The one about 7");
        shop.delete("/books/7");
        assertThat(shop.get("/books/7")).isEqualTo("The one about 7");
        assertThat(shop.lookups()).as("@CacheEvict").isEqualTo(3);
    }

    private static void jsr107sAnnotationsWork(RunningShop shop) {
        long before = shop.lookups();
        assertThat(shop.get("/authors/nz/1")).isEqualTo("The one about nz1");
        assertThat(shop.get("/authors/nz/1")).isEqualTo("The one about nz1");
        assertThat(shop.lookups()).as("@CacheResult").isEqualTo(before + 1);
        shop.put("/authors/nz/1", "Janet Frame");
        assertThat(shop.get("/authors/nz/1")).isEqualTo("Janet Frame");
        assertThat(shop.lookups()).as("@CachePut").isEqualTo(before + 1);
        shop.delete("/authors/nz/1");
        assertThat(shop.get("/authors/nz/1")).isEqualTo("The one about nz1");
        assertThat(shop.lookups()).as("@CacheRemove").isEqualTo(before + 2);
        shop.delete("/authors");
        assertThat(shop.get("/authors/nz/1")).isEqualTo("The one about nz1");
        assertThat(shop.lookups()).as("@CacheRemoveAll").isEqualTo(before + 3);
    }
}
