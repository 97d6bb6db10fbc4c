package io.spillway.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Makes sessions of some 2 KB: maps of twenty attributes. */
final class Sessions {
    private static final int ATTRIBUTES = 20;
    private static final int VALUE_LENGTH = 80;

    private Sessions() {}

    static Map<String, String> session(int number) {
        Random random = new Random(number);
        Map<String, String> session = new HashMap<>();
        for (int i = 0; i < ATTRIBUTES; i++) {
            StringBuilder value = new StringBuilder(VALUE_LENGTH);
            while (value.length() < VALUE_LENGTH) {
                value.append((char) ('a' + random.nextInt(26)));
            }
            session.put("attribute-" + i, value.toString());
        }
        return session;
    }

    static String key(int number) {
        return "session-" + number;
    }
}
