package io.spillway.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

@Entity
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "books")
@NaturalIdCache(region = "isbns")
public class Book {
    @Id
    private long id;

    @NaturalId(mutable = true)
    private String isbn;

    private long sold;

    @Version
    private long version;

    @ManyToOne(fetch = FetchType.LAZY)
    private Author author;

    protected Book() {}

    public Book(long id, String isbn) {
        this.id = id;
        this.isbn = isbn;
    }

    void writtenBy(Author who) {
        author = who;
    }

    public void sell() {
        sold++;
    }

    public void renumber(String newIsbn) {
        isbn = newIsbn;
    }

    public Author author() {
        return author;
    }

    public long id() {
        return id;
    }

    public String isbn() {
        return isbn;
    }

    public long sold() {
        return sold;
    }
}
