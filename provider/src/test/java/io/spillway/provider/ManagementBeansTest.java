package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.URI;
import javax.management.MBeanServer;
import javax.management.MXBean;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ManagementBeansTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ManagementBeans beans = new ManagementBeans(URI.create("beans-test"), this);

    /** What the beans of the test show. */
    @MXBean
    public interface Named {
        String getText();
    }

    private String shown() throws Exception {
        ObjectName name = new ObjectName("javax.cache:type=T,CacheManager=beans-test,Cache=c");
        return server.isRegistered(name) ? (String) server.getAttribute(name, "Text") : "none";
    }

    /** However late the news of a cache's end arrive, they are not of the next cache of its name. */
    @Test
    void aCacheTakesAwayItsOwnBeanOnly() throws Exception {
        Named old = () -> "old";
        Named next = () -> "next";
        beans.register("T", "c", old);
        beans.register("T", "c", next);
        assertThat(shown()).isEqualTo("next");

        beans.unregister("T", "c", old);
        assertThat(shown()).isEqualTo("next");

        beans.unregister("T", "c", next);
        assertThat(shown()).isEqualTo("none");
    }
}
