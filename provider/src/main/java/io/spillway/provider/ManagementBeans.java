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
 * Registers the MBeans of one manager's caches under the names that JSR-107 gives them. Safe for use by any thread.
 *
 * <p>A cache name with characters that have a meaning in object names is quoted. Where another manager with the same URI,
 * of another class loader, has taken a name, one more key tells the two apart.
 */
final class ManagementBeans {
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[,=:\"*?\\n]");
    private static final Pattern NOT_IN_MANAGER_NAME = Pattern.compile("[,:=\"*?\\n]");

    private final String manager;
    private final String instance;
    private final Map<String, ObjectName> registered = new ConcurrentHashMap<>();

    ManagementBeans(URI uri, Object instance) {
        this.manager = NOT_IN_MANAGER_NAME.matcher(uri.toString()).replaceAll(".");
        this.instance = Integer.toHexString(System.identityHashCode(instance));
    }

    void register(String type, String cache, Object bean) {
        registered.computeIfAbsent(type + ' ' + cache, key -> {
            String name = "javax.cache:type=" + type + ",CacheManager=" + manager + ",Cache=" + quoted(cache);
            try {
                return registerAs(name, bean);
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

    void unregister(String type, String cache) {
        registered.computeIfPresent(type + ' ' + cache, (key, name) -> {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                // Somebody else took it away, which is all that was wanted.
                return null;
            } catch (JMException e) {
                throw new CacheException("The MBean " + name + " can't be unregistered", e);
            }
            return null;
        });
    }

    private static String quoted(String cache) {
        return cache.isEmpty() || NEEDS_QUOTES.matcher(cache).find() ? ObjectName.quote(cache) : cache;
    }
}
