package io.spillway.hibernate;

import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;

/**
 * Looks at each session factory whose second-level cache is made of Spillway's caches, by Hibernate's region factory {@code
 * jcache}, before anybody uses it. Hibernate finds this class on the class path; there is nothing to configure.
 *
 * <p>What would give wrong results is refused: the session factory is not created, and a {@code
 * org.hibernate.cache.CacheException} says which region it is, why, and what to do. What can give outdated results under
 * circumstances that only the application's operator knows is a warning in the log. See {@code docs/hibernate.md}.
 */
public final class SpillwayIntegrator implements Integrator {
    /**
     * A setting of Hibernate: the names of regions, separated by commas, whose content may survive the process without a
     * warning; {@code *} is all of them.
     */
    public static final String SURVIVING_REGIONS = "hibernate.spillway.surviving_regions";

    /** Creates an integrator; for Hibernate. */
    public SpillwayIntegrator() {}

    @Override
    public void integrate(
            Metadata metadata, BootstrapContext bootstrapContext, SessionFactoryImplementor sessionFactory) {
        sessionFactory.addObserver(new SessionFactoryObserver() {
            @Override
            public void sessionFactoryCreated(SessionFactory factory) {
                new RegionRules(new UsedRegions(sessionFactory), survivors(sessionFactory)).check();
            }
        });
    }

    /** Does nothing; here for Hibernate 6, where it has no default. */
    @Override
    public void disintegrate(SessionFactoryImplementor sessionFactory, SessionFactoryServiceRegistry serviceRegistry) {}

    private static NameList survivors(SessionFactoryImplementor sessionFactory) {
        Object setting = sessionFactory.getProperties().get(SURVIVING_REGIONS);
        return NameList.parse(setting == null ? "" : setting.toString());
    }
}
