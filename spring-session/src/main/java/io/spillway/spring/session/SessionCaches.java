package io.spillway.spring.session;

import io.spillway.provider.SpillwayCacheManager;
import java.util.ArrayList;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.Factory;
import javax.cache.configuration.FactoryBuilder.SingletonFactory;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ExpiryPolicy;

/** The two caches of a repository: that of the sessions, and that of what they are found by. */
final class SessionCaches {
    /** What Spring Security puts into sessions. */
    private static final String SPRING_SECURITY = "org.springframework.security.**";

    private static final String INDEX = "-index";

    private final CacheManager manager;
    private final String name;

    SessionCaches(CacheManager manager, String name) {
        this.manager = manager;
        this.name = name;
    }

    Cache<String, byte[]> sessions(SessionExpiry expiry) {
        refuseDeclared(name);
        Factory<ExpiryPolicy> policy = new SingletonFactory<>(expiry);
        return manager.createCache(
                name,
                new MutableConfiguration<String, byte[]>()
                        .setTypes(String.class, byte[].class)
                        .setExpiryPolicyFactory(policy));
    }

    Cache<String, String> index() {
        refuseDeclared(name + INDEX);
        return manager.createCache(
                name + INDEX, new MutableConfiguration<String, String>().setTypes(String.class, String.class));
    }

    private void refuseDeclared(String cache) {
        if (manager.getCache(cache) != null) {
            throw new IllegalStateException("There is a cache '" + cache + "' already, declared by the configuration or"
                    + " made for another repository. Sessions have times of their own, which a declared cache can't have:"
                    + " write the pattern '" + name
                    + "*' instead, with the same keys except `key`, `value` and `expiry`");
        }
    }

    /** The classes that attributes of an earlier run, or of another node, may be of. */
    List<String> allow() {
        List<String> allow = new ArrayList<>();
        allow.add(SPRING_SECURITY);
        if (manager instanceof SpillwayCacheManager spillway) {
            allow.addAll(spillway.tierSettings(name).allow());
        }
        return allow;
    }
}
