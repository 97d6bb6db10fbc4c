package io.spillway.examples.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.jspecify.annotations.NullUnmarked;

/** What authors write. Found by its ISBN without a query. */
@Entity
@SuppressWarnings("unused") // fields that only the database reads
@NullUnmarked // JPA sets fields after the constructor
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE, region = "books")
@NaturalIdCache(region = "isbns")
class Book {
    @Id
    private long id;

    @NaturalId
    private String isbn;

    private String title;

    private long sold;

    @Version
    private long version;

    @ManyToOne(fetch = FetchType.LAZY)
    private Author author;

    protected Book() {}

    Book(long id, String isbn, String title) {
        this.id = id;
        this.isbn = isbn;
        this.title = title;
    }

    void writtenBy(Author who) {
        author = who;
    }

    long sell() {
        return ++sold;
    }

    String title() {
        return title;
    }

    long sold() {
        return sold;
    }
}
