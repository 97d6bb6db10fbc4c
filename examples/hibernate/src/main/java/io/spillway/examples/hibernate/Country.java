package io.spillway.examples.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** What never changes, and may as well survive a restart. */
@Entity
@Immutable
@NullUnmarked // JPA sets fields after the constructor
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY, region = "countries")
class Country {
    @Id
    private String code;

    private String name;

    protected Country() {}

    Country(String code, String name) {
        this.code = code;
        this.name = name;
    }

    String name() {
        return name;
    }
}
