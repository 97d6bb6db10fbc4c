package io.spillway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How values become bytes.
 *
 * @param custom the codec's class; null for Java serialization
 */
public record CodecSettings(@Nullable ClassReference custom) {
    /** Java serialization. */
    public static final CodecSettings JAVA = new CodecSettings(null);

    private static final List<String> LATER = List.of("json", "object");

    static CodecSettings read(Element element) {
        String text = element.text("java, or the full name of a class").strip();
        if (text.equals("java")) {
            return JAVA;
        }
        if (LATER.contains(text)) {
            throw element.problem("this version of Spillway does not have the codec " + Element.quote(text)
                    + " yet; write java, or the full name of a class");
        }
        if (text.indexOf('.') < 0) {
            throw element.problem(
                    "there is no codec " + Element.quote(text) + "; write java, or the full name of a class");
        }
        return new CodecSettings(ClassNames.reference(text, element));
    }

    @Override
    public String toString() {
        return custom == null ? "java" : custom.name();
    }
}
