package io.spillway.jsr107;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.cache.Cache;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A cache may have any name. */
@ParameterizedClass
@EnumSource(Tiers.class)
class NamesTest extends JCacheTest {
    private static final List<String> NAMES = List.of(
            "plain",
            "a,b",
            "a.b",
            "a=b",
            "a:b",
            "a\nb",
            "a?b",
            "a\"b",
            "*",
            "*?\"",
            "\"",
            "\\",
            "a\\*b",
            " ",
            "",
            ".",
            "..",
            "../../escape",
            "/etc/passwd",
            "CON",
            "a/b",
            "A/B",
            "PLAIN",
            "Plain",
            "%2e%2e",
            "type=Cache,x=y",
            "\u0000",
            "\u00e9",
            "e\u0301",
            "ключ",
            "缓存",
            "\uD83D\uDE80",
            "\uD83D",
            "x".repeat(5000));

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    NamesTest(Tiers tiers) {
        super(tiers);
    }

    @Test
    void eachNameIsACacheOfItsOwn() throws Exception {
        Set<ObjectName> before = beans();
        for (String name : NAMES) {
            Cache<String, String> cache = manager.createCache(
                    name, stringConfiguration().setStatisticsEnabled(true).setManagementEnabled(true));
            assertThat(cache.getName()).isEqualTo(name);
            for (int i = 0; i < 10; i++) {
                cache.put("key " + i, name + i);
            }
        }

        assertThat(manager.getCacheNames()).containsExactlyInAnyOrderElementsOf(NAMES);
        for (String name : NAMES) {
            Cache<String, String> cache = manager.getCache(name, String.class, String.class);
            for (int i = 0; i < 10; i++) {
                assertThat(cache.get("key " + i)).isEqualTo(name + i);
            }
        }
        assertThat(newBeans(before)).as("statistics and management of each").hasSize(2 * NAMES.size());
        assertThat(filesOutside()).isEmpty();

        for (String name : NAMES) {
            manager.destroyCache(name);
        }
        assertThat(newBeans(before)).isEmpty();
        assertThat(manager.getCacheNames()).isEmpty();
    }

    @Test
    void beansComeAndGoAsTheyAreSwitched() throws Exception {
        Set<ObjectName> before = beans();
        for (String name : NAMES) {
            manager.createCache(name, stringConfiguration());
            assertThat(newBeans(before)).isEmpty();
            manager.enableStatistics(name, true);
            manager.enableManagement(name, true);
            Set<ObjectName> added = newBeans(before);
            assertThat(added).hasSize(2);
            for (ObjectName bean : added) {
                assertThat(server.getMBeanInfo(bean).getAttributes()).isNotEmpty();
            }
            manager.enableStatistics(name, false);
            manager.enableManagement(name, false);
            assertThat(newBeans(before)).isEmpty();
        }
    }

    private Set<ObjectName> beans() throws JMException {
        return server.queryNames(new ObjectName("javax.cache:*"), null);
    }

    private Set<ObjectName> newBeans(Set<ObjectName> before) throws JMException {
        Set<ObjectName> added = new HashSet<>(beans());
        added.removeAll(before);
        return added;
    }

    /** Whatever a name says, files lie in the configured directory only. */
    private List<Path> filesOutside() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> !Set.of("files", "spillway.yaml")
                            .contains(path.getFileName().toString()))
                    .toList();
        }
    }
}
