package io.spillway.hibernate.model;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

@Entity
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "authors")
public class Author {
    @Id
    private long id;

    private String name;

    @Version
    private long version;

    @OneToMany(mappedBy = "author", cascade = CascadeType.ALL)
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "books-of-authors")
    private List<Book> books = new ArrayList<>();

    protected Author() {}

    public Author(long id, String name) {
        this.id = id;
        this.name = name;
    }

    public void write(Book book) {
        books.add(book);
        book.writtenBy(this);
    }

    public void rename(String newName) {
        name = newName;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public List<Book> books() {
        return books;
    }
}
