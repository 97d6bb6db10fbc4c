package io.spillway.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.hibernate.model.Ledger;
import java.nio.file.Path;
import org.hibernate.SessionFactory;
import org.hibernate.cache.CacheException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would give wrong results is refused, and what may is said. */
class RegionRulesTest {
    @TempDir
    Path folder;

    private final Said said = new Said();

    @AfterEach
    void listenNoMore() {
        said.close();
    }

    private Database database() {
        return new Database(folder);
    }

    private void refused(Database database, String... parts) {
        assertThatThrownBy(() -> database.open().close())
                .isInstanceOf(CacheException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void theDefaultsNeedNoWord() {
        database().open().close();
        assertThat(said.lines()).isEmpty();
    }

    @Test
    void transactionalIsRefused() {
        refused(database().with(Ledger.class), "Ledger", "TRANSACTIONAL", "'ledgers'", "READ_WRITE");
    }

    @Test
    void timestampsMayNotExpire() {
        refused(
                database().caches("caches: { default-update-timestamps-region: { expiry: { created: 1h } } }"),
                "'default-update-timestamps-region'",
                "expire");
        refused(
                database().caches("caches: { default-update-timestamps-region: { expiry: { idle: 1h } } }"),
                "'default-update-timestamps-region'",
                "expire");
    }

    @Test
    void timestampsMayNotBeEvicted() {
        refused(
                database().caches("caches: { '*timestamps*': { heap: 4KB, disk: none } }"),
                "'default-update-timestamps-region'",
                "disk: 1MB");
        database()
                .caches("caches: { '*timestamps*': { heap: 10KB, disk: none } }")
                .open()
                .close();
        database()
                .caches("caches: { '*timestamps*': { heap: 300, disk: 1MB } }")
                .open()
                .close();
        assertThat(said.lines()).isEmpty();
    }

    @Test
    void resultsMayNotOutliveWhatTellsWhetherTheyAreOutdated() {
        refused(
                database().caches("""
                        directory: %s
                        caches: { default-query-results-region: { survives: restart } }
                        """.formatted(folder.resolve("caches"))),
                "'default-query-results-region'",
                "`survives: restart`",
                "'default-update-timestamps-region'",
                "`survives: nothing`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart", "crash"})
    void survivingIsWarnedAboutUnlessItIsAskedFor(String survives) {
        Database database = database().caches("""
                directory: %s
                caches: { books: { survives: %s }, countries: { survives: %s } }
                """.formatted(folder.resolve("caches"), survives, survives));
        database.open().close();
        assertThat(said.lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("Region 'books' (the entity io.spillway.hibernate.model.Book)")
                        .contains("`survives: " + survives + "`")
                        .contains("hibernate.spillway.surviving_regions=books"))
                .anySatisfy(line -> assertThat(line).contains("Region 'countries'"));

        said.lines().clear();
        database.with(SpillwayIntegrator.SURVIVING_REGIONS, "other, countries")
                .open()
                .close();
        assertThat(said.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("'books'"));

        said.lines().clear();
        database.with(SpillwayIntegrator.SURVIVING_REGIONS, "*").open().close();
        assertThat(said.lines()).isEmpty();
    }

    @Test
    void otherRegionFactoriesAreLeftAlone() {
        SessionFactory without = database()
                .with("hibernate.cache.region.factory_class", "")
                .with("hibernate.cache.use_second_level_cache", "false")
                .with("hibernate.cache.use_query_cache", "false")
                .with(Ledger.class)
                .open();
        without.close();
        assertThat(said.lines()).isEmpty();
    }
}
