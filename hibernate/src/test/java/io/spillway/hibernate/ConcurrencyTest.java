package io.spillway.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import io.spillway.hibernate.model.Author;
import io.spillway.hibernate.model.Book;
import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cache and database tell the same, while many write, with caches whose entries move between heap and disk all the time.
 *
 * <p>Hibernate leaves a gap, with every provider: once a change of an entity was rolled back, or two were under way at the same
 * time, its lock in the cache keeps the version that it was made with. Who read an older row then, and comes late, may put
 * it into the cache. So here a book that is sold is sold by one thread at a time, and what is rolled back are books that are
 * never sold.
 */
class ConcurrencyTest {
    private static final int BOOKS = 20;
    /** Of these, each change is rolled back. */
    private static final int NEVER_SOLD = 4;

    private static final int THREADS = 4;
    private static final int ROUNDS = 400;

    private static final System.Logger LOG = System.getLogger(ConcurrencyTest.class.getName());

    @TempDir
    Path folder;

    /** Where each book is sold. */
    private final Object[] counters = Stream.generate(Object::new).limit(BOOKS).toArray();

    /**
     * Four threads sell books, roll sales back, and read. Nobody may read fewer sales than had been committed when their session
     * was opened.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "defaults: { heap: 300 }", "defaults: { heap: 2KB, compress: { with: lz4, over: 1 } }"})
    void nobodyReadsLessThanWasCommitted(String yaml) throws Exception {
        long seed = new Random().nextLong();
        System.out.println("ConcurrencyTest: seed " + seed);
        AtomicLongArray committed = new AtomicLongArray(BOOKS);
        try (SessionFactory factory = new Database(folder).caches(yaml).open()) {
            factory.inTransaction(session -> {
                Author author = new Author(0, "author");
                for (int i = 0; i < BOOKS; i++) {
                    author.write(new Book(i, "isbn-" + i));
                }
                session.persist(author);
            });
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed + i);
                futures.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        act(factory, random, committed);
                    }
                }));
            }
            threads.shutdown();
            for (Future<?> future : futures) {
                future.get(5, TimeUnit.MINUTES);
            }

            compare(factory, committed);
            assertThat(factory.getStatistics()
                            .getDomainDataRegionStatistics("books")
                            .getHitCount())
                    .isPositive();
            if (!yaml.isEmpty()) {
                CacheTiers tiers = Database.cachesOf(factory).getCache("books").unwrap(CacheTiers.class);
                assertThat(tiers.disk().hits()).isPositive();
            }
        }
    }

    private void act(SessionFactory factory, Random random, AtomicLongArray committed) {
        int book = random.nextInt(BOOKS);
        if (random.nextInt(100) >= 30) {
            long atLeast = committed.get(book);
            long sold = factory.fromSession(
                    session -> session.find(Book.class, (long) book).sold());
            assertThat(sold).as("sales of book %d", book).isGreaterThanOrEqualTo(atLeast);
            return;
        }
        if (book < NEVER_SOLD) {
            rollBack(factory, book);
        } else {
            sell(factory, book, committed);
        }
    }

    private void sell(SessionFactory factory, int book, AtomicLongArray committed) {
        synchronized (counters[book]) {
            long[] sold = new long[1];
            factory.inTransaction(session -> {
                Book found = session.find(Book.class, (long) book);
                found.sell();
                sold[0] = found.sold();
            });
            committed.set(book, sold[0]);
        }
    }

    private static void rollBack(SessionFactory factory, int book) {
        try {
            factory.inTransaction(session -> {
                session.find(Book.class, (long) book).sell();
                session.flush();
                session.getTransaction().markRollbackOnly();
            });
        } catch (PersistenceException e) {
            // Hibernate says so of what was to be rolled back, and H2 of rows that are locked.
            LOG.log(System.Logger.Level.DEBUG, "Rolled back", e);
        }
    }

    private void compare(SessionFactory factory, AtomicLongArray committed) throws Exception {
        long hits = factory.getStatistics().getSecondLevelCacheHitCount();
        try (Connection connection = DriverManager.getConnection(new Database(folder).url());
                ResultSet rows = connection.createStatement().executeQuery("select id, sold from Book")) {
            int found = 0;
            while (rows.next()) {
                int id = rows.getInt(1);
                long sold = rows.getLong(2);
                assertThat(sold).as("book %d", id).isEqualTo(committed.get(id));
                for (int look = 0; look < 2; look++) {
                    long cached = factory.fromSession(
                            session -> session.find(Book.class, (long) id).sold());
                    assertThat(cached).as("book %d", id).isEqualTo(sold);
                }
                found++;
            }
            assertThat(found).isEqualTo(BOOKS);
        }
        assertThat(factory.getStatistics().getSecondLevelCacheHitCount()).isGreaterThanOrEqualTo(hits + BOOKS);
    }
}
