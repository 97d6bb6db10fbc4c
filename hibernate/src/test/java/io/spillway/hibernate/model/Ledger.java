package io.spillway.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** Asks for what Spillway can't do. */
@Entity
@Cache(usage = CacheConcurrencyStrategy.TRANSACTIONAL, region = "ledgers")
public class Ledger {
    @Id
    private long id;

    protected Ledger() {}
}
