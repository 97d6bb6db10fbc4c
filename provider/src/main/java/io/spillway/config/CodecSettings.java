package io.spillway.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How values become bytes.
 *
 * @param kind which codec
 * @param custom the class of the user's own; null for the others
 */
public record CodecSettings(Kind kind, @Nullable ClassReference custom) {
    /** The codecs. */
    public enum Kind {
        /** Fast, for any serializable class. */
        OBJECT,
        /** JSON. */
        JSON,
        /** Java serialization. */
        JAVA,
        /** A class of the user's. */
        OWN
    }

    /** What is used where nothing is said. */
    public static final CodecSettings OBJECT = new CodecSettings(Kind.OBJECT, null);

    static final String EXPECTED = "object, json, java, or the full name of a class";

    static CodecSettings read(Element element) {
        String text = element.text(EXPECTED).strip();
        return switch (text) {
            case "object" -> OBJECT;
            case "json" -> new CodecSettings(Kind.JSON, null);
            case "java" -> new CodecSettings(Kind.JAVA, null);
            default -> {
                if (text.indexOf('.') < 0) {
                    throw element.problem("there is no codec " + Element.quote(text) + "; write " + EXPECTED);
                }
                yield new CodecSettings(Kind.OWN, ClassNames.reference(text, element));
            }
        };
    }

    @Override
    public String toString() {
        return custom == null ? kind.name().toLowerCase(Locale.ROOT) : ClassNames.write(custom);
    }
}
