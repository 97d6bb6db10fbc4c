package io.spillway.examples.sessions;

import io.spillway.Session;
import io.spillway.SessionMetadata;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who comes, with what: everything follows from the number of a visitor, so what is read later can be compared. */
final class Visitors {
    /** How many sessions each user has. */
    static final int SESSIONS_EACH = 5;

    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

    private Visitors() {}

    static String user(int number) {
        return "user-" + number / SESSIONS_EACH;
    }

    static SessionMetadata metadata(int number) {
        return new SessionMetadata("198.51.100." + number % 250, BROWSER, number % 3 == 0 ? "app" : "web")
                .with("campaign", "spring-" + number % 12)
                .with("ab-test", number % 2 == 0 ? "blue" : "green");
    }

    static Map<String, @Nullable Object> data(int number) {
        return Map.of(
                "locale",
                number % 4 == 0 ? "de-CH" : "en-GB",
                "roles",
                List.of("customer", number % 100 == 0 ? "editor" : "reader"),
                "csrf-token",
                Integer.toHexString(number * 0x9E3779B1) + "-" + Integer.toHexString(number * 0x85EBCA77),
                "cart",
                List.of(
                        Map.of("sku", "A-" + number % 977, "count", number % 5 + 1, "price", 4.95),
                        Map.of("sku", "B-" + number % 353, "count", 1, "price", 129.5)),
                "visits",
                number % 40);
    }

    /** Whether a session is still what it was made of; {@code visits} aside, which the example changes. */
    static boolean isRight(int number, Session session) {
        Session expected = session.toBuilder()
                .userId(user(number))
                .metadata(metadata(number))
                .putAll(data(number))
                .put("visits", session.get("visits"))
                .build();
        return session.equals(expected) && session.data().size() == data(number).size();
    }
}
