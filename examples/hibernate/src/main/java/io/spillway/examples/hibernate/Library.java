package io.spillway.examples.hibernate;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import org.hibernate.KeyType;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;

/**
 * Reads authors, their books, books by ISBN, and the results of queries, twice each, and tells how many statements went to
 * the database. The caches have a heap that holds few of them; the rest lies on disk.
 */
public final class Library {
    private static final int AUTHORS = 500;

    private final SessionFactory factory;
    private final PrintStream out;

    private Library(SessionFactory factory, PrintStream out) {
        this.factory = factory;
        this.out = out;
    }

    /** Runs; the argument is the folder of database and caches. */
    public static void main(String[] args) throws IOException {
        run(Path.of(args.length == 0 ? "data" : args[0]), System.out);
    }

    static void run(Path folder, PrintStream out) throws IOException {
        Files.createDirectories(folder);
        Path configuration = folder.resolve("spillway.yaml");
        Files.writeString(configuration, """
                directory: %s
                defaults: { heap: 100KB, disk: 64MB }
                caches:
                  countries:
                    survives: restart
                    allow: [org.hibernate.cache.**]
                """.formatted(folder.resolve("caches").toAbsolutePath()));
        Map<String, String> settings = Map.of(
                "hibernate.connection.url",
                "jdbc:h2:file:" + folder.resolve("library").toAbsolutePath(),
                "hibernate.javax.cache.uri",
                configuration.toUri().toString());
        try (EntityManagerFactory entities = Persistence.createEntityManagerFactory("library", settings)) {
            new Library(entities.unwrap(SessionFactory.class), out).run();
        }
    }

    private void run() {
        if (factory.fromSession(session -> session.find(Author.class, 0L)) == null) {
            factory.inTransaction(Library::fill);
            factory.getCache().evictAllRegions();
            out.printf(Locale.ROOT, "The database was empty; it has %,d authors and their books now.%n", AUTHORS);
        }
        twice("countries by code", id -> name(id).equals("country " + id));
        twice("books by ISBN", id -> title("isbn-" + id).equals("title " + id));
        twice("authors with their books", id -> booksOf(id) == 2);
        twice("queries by author", id -> titlesBy("author " + id).contains("title " + id));

        long sold = factory.fromTransaction(session -> byIsbn(session, "isbn-7").sell());
        long read = factory.fromSession(session -> byIsbn(session, "isbn-7").sold());
        require(read == sold, "sales of a book");
        out.printf(Locale.ROOT, "One book was sold, for the %d. time; the cache knows.%n", read);
    }

    private static void fill(Session session) {
        for (long id = 0; id < AUTHORS; id++) {
            Author author = new Author(id, "author " + id);
            author.add(new Book(id, "isbn-" + id, "title " + id));
            author.add(new Book(AUTHORS + id, "isbn-" + (AUTHORS + id), "another title " + id));
            session.persist(author);
            session.persist(new Country("c" + id, "country " + id));
        }
    }

    private void twice(String what, LongPredicate read) {
        Statistics statistics = factory.getStatistics();
        long[] statements = new long[2];
        for (int round = 0; round < 2; round++) {
            statistics.clear();
            for (long id = 0; id < AUTHORS; id++) {
                require(read.test(id), what);
            }
            statements[round] = statistics.getPrepareStatementCount();
        }
        out.printf(
                Locale.ROOT,
                "%-25s read %,d times: %,5d statements; and again: %,d.%n",
                what,
                AUTHORS,
                statements[0],
                statements[1]);
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("What was read is wrong: " + what);
        }
    }

    private String name(long country) {
        return factory.fromSession(
                session -> session.find(Country.class, "c" + country).name());
    }

    private int booksOf(long author) {
        return factory.fromSession(
                session -> session.find(Author.class, author).books().size());
    }

    private String title(String isbn) {
        return factory.fromSession(session -> byIsbn(session, isbn).title());
    }

    private static Book byIsbn(Session session, String isbn) {
        return session.find(Book.class, isbn, KeyType.NATURAL);
    }

    private List<String> titlesBy(String author) {
        return factory.fromSession(
                session -> session.createQuery("select b.title from Book b where b.author.name = :name", String.class)
                        .setParameter("name", author)
                        .setCacheable(true)
                        .list());
    }
}
