package io.spillway.examples.hibernate;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.jspecify.annotations.NullUnmarked;

/** Who has written books. The author is cached, and so is the list of books. */
@Entity
@SuppressWarnings("unused") // fields that only the database reads
@NullUnmarked // JPA sets fields after the constructor
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "authors")
class Author {
    @Id
    private long id;

    private String name;

    @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "books-of-authors")
    private List<Book> books = new ArrayList<>();

    protected Author() {}

    Author(long id, String name) {
        this.id = id;
        this.name = name;
    }

    void add(Book book) {
        books.add(book);
        book.writtenBy(this);
    }

    List<Book> books() {
        return books;
    }
}
