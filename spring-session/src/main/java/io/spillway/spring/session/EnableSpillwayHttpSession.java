package io.spillway.spring.session;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.session.FlushMode;
import org.springframework.session.MapSession;
import org.springframework.session.SaveMode;

/**
 * Keeps HTTP sessions in a cache of Spillway. To be put on a configuration class.
 *
 * <p>The cache manager is the application's own bean, where there is one; else the default one, as {@code spillway.yaml} on the
 * class path configures it. Beans of the types {@code SessionRepositoryCustomizer<SpillwaySessionRepository>}, {@code
 * IndexResolver<SpillwaySession>} and {@code SessionIdGenerator} are used.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(SpillwayHttpSessionConfiguration.class)
public @interface EnableSpillwayHttpSession {
    /** How long a new session may be inactive, in seconds; negative for ever. */
    int maxInactiveIntervalInSeconds() default MapSession.DEFAULT_MAX_INACTIVE_INTERVAL_SECONDS;

    /** The name of the cache. */
    String cacheName() default SpillwaySessionRepository.DEFAULT_CACHE;

    /** Whether changes are written at once, or at the end of a request. */
    FlushMode flushMode() default FlushMode.ON_SAVE;

    /** Which attributes are written. */
    SaveMode saveMode() default SaveMode.ON_SET_ATTRIBUTE;
}
