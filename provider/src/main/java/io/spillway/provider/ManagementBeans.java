package io.spillway.provider;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Registers the MBeans of one manager, and of its caches under the names that JSR-107 gives them. Safe for use by any thread.
 *
 * <p>A cache name with characters that have a meaning in object names is quoted. Where another manager with the same URI,
 * of another class loader, has taken a name, one more key tells the two apart.
 */
@SuppressWarnings("ReferenceEquality") // a bean is of one cache, whatever it is equal to
final class ManagementBeans {
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[,=:\"*?\\n]");
    private static final Pattern NOT_IN_MANAGER_NAME = Pattern.compile("[,:=\"*?\\n]");

    private final String manager;
    private final String instance;
    private final Map<String, Shown> registered = new ConcurrentHashMap<>();

    private record Shown(ObjectName name, Object bean) {}

    ManagementBeans(URI uri, Object instance) {
        this.manager = NOT_IN_MANAGER_NAME.matcher(uri.toString()).replaceAll(".");
        this.instance = Integer.toHexString(System.identityHashCode(instance));
    }

    /** Shows a bean, in place of that of an earlier cache of the name. */
    void register(String type, String cache, Object bean) {
        registerUnder(
                type + ' ' + cache,
                "javax.cache:type=" + type + ",CacheManager=" + manager + ",Cache=" + quoted(cache),
                bean);
    }

    /** Shows a bean of a cache that is not one of JSR-107's. */
    void registerOwn(String type, String cache, Object bean) {
        registerUnder(
                type + ' ' + cache,
                "io.spillway:type=" + type + ",CacheManager=" + manager + ",Cache=" + quoted(cache),
                bean);
    }

    /** Shows a bean of the manager itself. */
    void register(String type, Object bean) {
        registerUnder(type, "io.spillway:type=" + type + ",CacheManager=" + manager, bean);
    }

    private void registerUnder(String id, String name, Object bean) {
        registered.compute(id, (key, present) -> {
            if (present != null) {
                if (present.bean() == bean) {
                    return present;
                }
                unregister(present.name());
            }
            try {
                return new Shown(registerAs(name, bean), bean);
            } catch (JMException e) {
                throw new CacheException("The MBean " + name + " can't be registered", e);
            }
        });
    }

    private ObjectName registerAs(String name, Object bean) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            return server.registerMBean(bean, new ObjectName(name)).getObjectName();
        } catch (InstanceAlreadyExistsException e) {
            return server.registerMBean(bean, new ObjectName(name + ",Instance=" + instance))
                    .getObjectName();
        }
    }

    /** Takes a bean away, but not that of another cache of the name. */
    void unregister(String type, String cache, Object bean) {
        unregister(type + ' ' + cache, bean);
    }

    /** Takes a bean away that is shown under an id. */
    void unregister(String id, Object bean) {
        registered.computeIfPresent(id, (key, present) -> {
            if (present.bean() != bean) {
                return present;
            }
            unregister(present.name());
            return null;
        });
    }

    private static void unregister(ObjectName name) {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // Somebody else took it away, which is all that was wanted.
            return;
        } catch (JMException e) {
            throw new CacheException("The MBean " + name + " can't be unregistered", e);
        }
    }

    private static String quoted(String cache) {
        return cache.isEmpty() || NEEDS_QUOTES.matcher(cache).find() ? ObjectName.quote(cache) : cache;
    }
}
