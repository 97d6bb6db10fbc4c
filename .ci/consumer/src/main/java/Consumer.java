import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.CacheTiers;
import java.util.Arrays;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;

/** What the README shows, and enough entries to spill. */
public final class Consumer {
    private Consumer() {}

    public static void main(String[] args) {
        try (CacheManager manager = Caching.getCachingProvider().getCacheManager()) {
            Cache<String, byte[]> pages = manager.createCache(
                    "pages",
                    new MutableConfiguration<String, byte[]>()
                            .setTypes(String.class, byte[].class)
                            .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR)));

            pages.put("/index.html", "<html>".getBytes(UTF_8));
            byte[] page = pages.get("/index.html");
            System.out.println(new String(page, UTF_8));

            for (int number = 0; number < 2_000; number++) {
                pages.put("/" + number, page(number));
            }
            System.out.println("spilled: " + (pages.unwrap(CacheTiers.class).spills() > 0));
            int equal = 0;
            for (int number = 0; number < 2_000; number++) {
                equal += Arrays.equals(page(number), pages.get("/" + number)) ? 1 : 0;
            }
            System.out.println(equal + " pages are what they were");
        }
    }

    private static byte[] page(int number) {
        byte[] page = new byte[100_000];
        Arrays.fill(page, (byte) number);
        return page;
    }
}
