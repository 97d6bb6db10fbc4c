package io.spillway.config;

import io.spillway.Session;
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
        /** That depends on the values. */
        USUAL,
        /** Fast, for any serializable class. */
        OBJECT,
        /** JSON. */
        JSON,
        /** Java serialization. */
        JAVA,
        /** A class of the user's. */
        OWN
    }

    /** What is used where nothing is said: JSON for sessions, which other programs are to read, else what is fast. */
    static final CodecSettings USUAL = new CodecSettings(Kind.USUAL, null);

    private static final CodecSettings OBJECT = new CodecSettings(Kind.OBJECT, null);
    private static final CodecSettings JSON = new CodecSettings(Kind.JSON, null);

    static final String EXPECTED = "object, json, java, or the full name of a class";

    static CodecSettings read(Element element) {
        String text = element.text(EXPECTED).strip();
        return switch (text) {
            case "object" -> OBJECT;
            case "json" -> JSON;
            case "java" -> new CodecSettings(Kind.JAVA, null);
            default -> {
                if (text.indexOf('.') < 0) {
                    throw element.problem("there is no codec " + Element.quote(text) + "; write " + EXPECTED);
                }
                yield new CodecSettings(Kind.OWN, ClassNames.reference(text, element));
            }
        };
    }

    /** The codec of a cache whose values are declared so; no longer {@link Kind#USUAL}. */
    public CodecSettings forValues(Class<?> declared) {
        return kind != Kind.USUAL ? this : declared == Session.class ? JSON : OBJECT;
    }

    /** The same, as far as a configuration tells; the class is not loaded. */
    CodecSettings forValues(@Nullable ClassReference declared) {
        boolean isSession = declared != null && declared.name().equals(Session.class.getName());
        return forValues(isSession ? Session.class : Object.class);
    }

    @Override
    public String toString() {
        return custom == null ? kind.name().toLowerCase(Locale.ROOT) : ClassNames.write(custom);
    }
}
