package io.spillway.examples.spring;

import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.springframework.stereotype.Service;

/** Authors' names by their country and number, cached by JSR-107's annotations. */
@Service
@CacheDefaults(cacheName = "authors")
class Authors {
    private final Warehouse warehouse;

    Authors(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @CacheResult
    public String find(String country, int number) {
        return warehouse.nameOf(country + number);
    }

    @CachePut
    public void rename(String country, int number, @CacheValue String name) {
        warehouse.rename(country + number, name);
    }

    @CacheRemove
    public void remove(String country, int number) {
        warehouse.forget(country + number);
    }

    @CacheRemoveAll
    public void removeAll() {
        // The annotation does it.
    }
}
