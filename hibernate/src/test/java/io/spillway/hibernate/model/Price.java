package io.spillway.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

@Entity
@Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE, region = "prices")
public class Price {
    @Id
    private long id;

    private long cents;

    protected Price() {}

    public Price(long id, long cents) {
        this.id = id;
        this.cents = cents;
    }

    public void change(long to) {
        cents = to;
    }

    public long cents() {
        return cents;
    }
}
