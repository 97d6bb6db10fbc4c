package io.spillway.hibernate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.QueryResultsCache;
import org.hibernate.cache.spi.Region;
import org.hibernate.cache.spi.TimestampsCache;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The regions of a session factory that are caches of Spillway, and who uses them how. */
final class UsedRegions {
    private final List<Use> uses = new ArrayList<>();
    private final Set<Object> tables = new HashSet<>();
    private final Optional<UsedRegion> queryResults;
    private final Optional<UsedRegion> timestamps;

    /**
     * That something of the model is cached in a region.
     *
     * @param what the entity, collection or natural id, for people
     * @param access how Hibernate keeps cache and database together
     * @param region where it is cached
     */
    record Use(String what, AccessType access, UsedRegion region) {}

    UsedRegions(SessionFactoryImplementor factory) {
        factory.getMappingMetamodel().forEachEntityDescriptor(this::entity);
        factory.getMappingMetamodel().forEachCollectionDescriptor(this::collection);
        CacheImplementor cache = factory.getCache();
        QueryResultsCache results = cache.getDefaultQueryResultsCache();
        queryResults = results == null ? Optional.empty() : region(results.getRegion());
        TimestampsCache written = cache.getTimestampsCache();
        timestamps = written == null ? Optional.empty() : region(written.getRegion());
    }

    private void entity(EntityPersister entity) {
        tables.addAll(List.of(entity.getQuerySpaces()));
        String name = entity.getEntityName();
        use("entity " + name, entity.getCacheAccessStrategy());
        if (entity.hasNaturalIdCache()) {
            use("natural id of " + name, entity.getNaturalIdCacheAccessStrategy());
        }
    }

    private void collection(CollectionPersister collection) {
        tables.addAll(List.of(collection.getCollectionSpaces()));
        use("collection " + collection.getRole(), collection.getCacheAccessStrategy());
    }

    private void use(String what, @Nullable CachedDomainDataAccess access) {
        if (access != null) {
            DomainDataRegion region = access.getRegion();
            UsedRegion.of(region).ifPresent(used -> uses.add(new Use(what, access.getAccessType(), used)));
        }
    }

    /** Hibernate has no region where it has no such cache. */
    private static Optional<UsedRegion> region(@Nullable Region region) {
        return Optional.ofNullable(region).flatMap(UsedRegion::of);
    }

    /** What of the model is cached. */
    List<Use> uses() {
        return List.copyOf(uses);
    }

    /** Where the results of queries are, unless they name a region of their own; empty without a query cache. */
    Optional<UsedRegion> queryResults() {
        return queryResults;
    }

    /** Where it says which table was written when; empty without a query cache. */
    Optional<UsedRegion> timestamps() {
        return timestamps;
    }

    /** How many tables the model has: as many timestamps there may be. */
    int tables() {
        return tables.size();
    }
}
