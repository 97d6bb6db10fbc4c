package io.spillway.examples.spring;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/** Books by ISBN, cached by Spring's annotations. */
@Service
class Books {
    private final Warehouse warehouse;

    Books(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    @Cacheable("books")
    public Book find(String isbn) {
        return new Book(isbn, warehouse.nameOf(isbn));
    }

    @CachePut(value = "books", key = "#isbn")
    public Book rename(String isbn, String title) {
        warehouse.rename(isbn, title);
        return new Book(isbn, title);
    }

    @CacheEvict("books")
    public void remove(String isbn) {
        warehouse.forget(isbn);
    }
}
