package io.spillway.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.CacheTiers;
import io.spillway.hibernate.model.Author;
import io.spillway.hibernate.model.Book;
import io.spillway.hibernate.model.Country;
import io.spillway.hibernate.model.Price;
import io.spillway.provider.SpillwayCacheManager;
import java.nio.file.Path;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Version;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Hibernate caches is found again, in the heap and on disk, and follows what is written. */
class CachesTest {
    private static final int AUTHORS = 50;

    @TempDir
    Path folder;

    private SessionFactory factory;
    private Statistics statistics;

    @BeforeEach
    void nothingIsCached() {
        open("");
        factory.inTransaction(session -> {
            for (int i = 0; i < AUTHORS; i++) {
                Author author = new Author(i, "author " + i);
                author.write(new Book(2L * i, "isbn-" + 2 * i));
                author.write(new Book(2L * i + 1, "isbn-" + (2 * i + 1)));
                session.persist(author);
                session.persist(new Country("c" + i, "country " + i));
                session.persist(new Price(i, i));
            }
        });
        factory.close();
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private void open(String yaml) {
        factory = new Database(folder).caches(yaml).open();
        statistics = factory.getStatistics();
    }

    @Test
    void theHibernateIsTheOneThatThisRunIsFor() {
        open("");
        assertThat(Version.getVersionString()).isEqualTo(System.getProperty("expected.hibernate"));
    }

    @Test
    void jcacheIsSpillwayWithoutNamingIt() {
        open("");
        assertThat(Database.cachesOf(factory)).isInstanceOf(SpillwayCacheManager.class);
    }

    /** With 300 bytes of heap, nearly everything is on disk, so that most of what is found comes from there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "defaults: { heap: 300 }"})
    void entitiesOfEachStrategyAreFoundAgain(String yaml) {
        open(yaml);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < AUTHORS; i++) {
                Object id = (long) i;
                Object code = "c" + i;
                factory.inSession(session -> {
                    assertThat(session.find(Author.class, id).name()).isEqualTo("author " + id);
                    assertThat(session.find(Country.class, code).name()).isEqualTo("country " + id);
                    assertThat(session.find(Price.class, id).cents()).isEqualTo(id);
                });
            }
        }
        for (String region : List.of("authors", "countries", "prices")) {
            assertThat(statistics.getDomainDataRegionStatistics(region).getHitCount())
                    .as(region)
                    .isEqualTo(AUTHORS);
        }
        if (!yaml.isEmpty()) {
            assertThat(tiers("authors").disk().entries()).isGreaterThan(AUTHORS / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "defaults: { heap: 300 }"})
    void collectionsAreFoundAgain(String yaml) {
        open(yaml);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < AUTHORS; i++) {
                long id = i;
                factory.inSession(
                        session -> assertThat(session.find(Author.class, id).books())
                                .extracting(Book::id)
                                .containsExactlyInAnyOrder(2 * id, 2 * id + 1));
            }
        }
        assertThat(statistics.getDomainDataRegionStatistics("books-of-authors").getHitCount())
                .isEqualTo(AUTHORS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "defaults: { heap: 300 }"})
    void naturalIdsAreFoundAgainAndFollowTheirEntity(String yaml) {
        open(yaml);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 2 * AUTHORS; i++) {
                String isbn = "isbn-" + i;
                long id = i;
                factory.inSession(
                        session -> assertThat(byIsbn(session, isbn).id()).isEqualTo(id));
            }
        }
        assertThat(statistics.getNaturalIdCacheHitCount()).isEqualTo(2 * AUTHORS);

        factory.inTransaction(session -> session.find(Book.class, 3L).renumber("another"));
        factory.inSession(session -> {
            assertThat(byIsbn(session, "isbn-3")).isNull();
            assertThat(byIsbn(session, "another").id()).isEqualTo(3);
        });
    }

    @SuppressWarnings("deprecation") // Hibernate 6 has no other
    private static Book byIsbn(Session session, String isbn) {
        return session.bySimpleNaturalId(Book.class).load(isbn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "defaults: { heap: 300 }"})
    void queriesAreFoundAgainUntilTheirTableIsWritten(String yaml) {
        open(yaml);
        for (int i = 0; i < AUTHORS; i++) {
            assertThat(named("author " + i)).containsExactly((long) i);
        }
        for (int i = 0; i < AUTHORS; i++) {
            assertThat(named("author " + i)).containsExactly((long) i);
        }
        assertThat(statistics.getQueryCacheHitCount()).isEqualTo(AUTHORS);

        factory.inTransaction(session -> session.find(Author.class, 7L).rename("author 8"));
        assertThat(named("author 7")).isEmpty();
        assertThat(named("author 8")).containsExactlyInAnyOrder(7L, 8L);
    }

    private List<Long> named(String name) {
        return factory.fromSession(
                session -> session.createQuery("select a.id from Author a where a.name = :name", Long.class)
                        .setParameter("name", name)
                        .setCacheable(true)
                        .list());
    }

    @Test
    void whatIsWrittenIsReadAndWhatIsRolledBackIsNot() {
        open("defaults: { heap: 300 }");
        factory.inTransaction(session -> {
            session.find(Author.class, 1L).rename("renamed");
            session.find(Price.class, 1L).change(111);
        });
        assertThat(nameOf(1)).isEqualTo("renamed");
        assertThat(priceOf(1)).isEqualTo(111);

        try (Session session = factory.openSession()) {
            session.beginTransaction();
            session.find(Author.class, 2L).rename("not to stay");
            session.find(Price.class, 2L).change(222);
            session.flush();
            session.getTransaction().rollback();
        }
        assertThat(nameOf(2)).isEqualTo("author 2");
        assertThat(priceOf(2)).isEqualTo(2);
    }

    private String nameOf(long author) {
        return factory.fromSession(session -> session.find(Author.class, author).name());
    }

    private long priceOf(long id) {
        return factory.fromSession(session -> session.find(Price.class, id).cents());
    }

    private CacheTiers tiers(String region) {
        return Database.cachesOf(factory).getCache(region).unwrap(CacheTiers.class);
    }
}
