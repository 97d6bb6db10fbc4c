package io.spillway.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes sessions of some 2 KB as a web shop has them: who is logged in, a token, the pages seen last, what is in the cart. */
final class WebSessions {
    private static final List<String> NAMES = List.of("Ada", "Grace", "Edsger", "Barbara", "Donald", "Tony", "Leslie");
    private static final List<String> THINGS =
            List.of("bicycle", "kettle", "notebook", "lamp", "chair", "umbrella", "headphones", "backpack");
    private static final List<String> COLOURS = List.of("red", "green", "blue", "black", "white", "yellow");

    private WebSessions() {}

    static Map<String, Object> session(int number) {
        Random random = new Random(number);
        Map<String, Object> session = new HashMap<>();
        byte[] token = new byte[32];
        random.nextBytes(token);
        String name = one(NAMES, random);
        session.put("security.principal", name + "." + number + "@example.com");
        session.put(
                "security.authorities", new ArrayList<>(List.of("ROLE_USER", "ROLE_CUSTOMER", "SCOPE_orders:read")));
        session.put("security.csrf.token", HexFormat.of().formatHex(token));
        session.put("security.csrf.header", "X-CSRF-TOKEN");
        session.put("locale", random.nextBoolean() ? "en_GB" : "de_DE");
        session.put(
                "user.agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:" + (100 + random.nextInt(40)) + ".0) Gecko/20100101 Firefox/"
                        + (100 + random.nextInt(40)) + ".0");
        session.put("login.time", 1_700_000_000_000L + random.nextInt(100_000_000));
        List<String> pages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pages.add("https://shop.example.com/catalogue/" + one(THINGS, random) + "s/" + one(COLOURS, random) + "/"
                    + random.nextInt(100_000) + "?page=" + random.nextInt(9));
        }
        session.put("history", pages);
        List<Map<String, Object>> cart = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Map<String, Object> line = new HashMap<>();
            line.put("article", String.format("%08d", random.nextInt(100_000_000)));
            line.put("description", "A " + one(COLOURS, random) + " " + one(THINGS, random));
            line.put("quantity", 1 + random.nextInt(5));
            line.put("cents", (long) random.nextInt(50_000));
            cart.add(line);
        }
        session.put("cart", cart);
        return session;
    }

    private static String one(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
