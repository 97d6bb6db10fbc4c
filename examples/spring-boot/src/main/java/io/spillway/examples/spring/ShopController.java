package io.spillway.examples.spring;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ShopController {
    private final Books books;
    private final Authors authors;
    private final Warehouse warehouse;

    ShopController(Books books, Authors authors, Warehouse warehouse) {
        this.books = books;
        this.authors = authors;
        this.warehouse = warehouse;
    }

    @GetMapping("/books/{isbn}")
    String book(@PathVariable String isbn) {
        return books.find(isbn).title();
    }

    @PutMapping("/books/{isbn}")
    String renameBook(@PathVariable String isbn, @RequestBody String title) {
        return books.rename(isbn, title).title();
    }

    @DeleteMapping("/books/{isbn}")
    void removeBook(@PathVariable String isbn) {
        books.remove(isbn);
    }

    @GetMapping("/authors/{country}/{number}")
    String author(@PathVariable String country, @PathVariable int number) {
        return authors.find(country, number);
    }

    @PutMapping("/authors/{country}/{number}")
    void renameAuthor(@PathVariable String country, @PathVariable int number, @RequestBody String name) {
        authors.rename(country, number, name);
    }

    @DeleteMapping("/authors/{country}/{number}")
    void removeAuthor(@PathVariable String country, @PathVariable int number) {
        authors.remove(country, number);
    }

    @DeleteMapping("/authors")
    void removeAuthors() {
        authors.removeAll();
    }

    @GetMapping("/lookups")
    long lookups() {
        return warehouse.lookups();
    }
}
