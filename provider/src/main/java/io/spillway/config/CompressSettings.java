package io.spillway.config;

import java.util.List;
import java.util.Map;

/**
 * What a configuration says of compression.
 *
 * @param with what compresses
 * @param over the length in bytes over which an encoded value is compressed
 */
public record CompressSettings(With with, long over) {
    /** Nothing is compressed. */
    public static final CompressSettings NONE = new CompressSettings(With.NONE, 0);

    static final String EXPECTED = "none, or { with: lz4, over: 1KB }, of which each part may be left out";

    private static final long OVER = 1L << 10;
    private static final ValueType<With> WITH = ValueType.word(
                    "`lz4`",
                    "",
                    "lz4",
                    text -> {
                        if (!text.equals("lz4")) {
                            throw new IllegalArgumentException("is not known here");
                        }
                        return With.LZ4;
                    },
                    with -> "lz4")
            .oneOf(List.of("lz4"));

    /** What compresses. */
    public enum With {
        /** Nothing does. */
        NONE,
        /** LZ4, which is fast. */
        LZ4
    }

    /** What may be said. */
    static Map<String, ValueType<?>> parts() {
        return ValueTypes.parts("with", WITH, "over", ValueTypes.SIZE);
    }

    static CompressSettings read(Element element) {
        if (element.isNothing()) {
            throw element.problem("there is no value; write " + EXPECTED);
        }
        if (element.isScalar()) {
            if (element.text(EXPECTED).strip().equals(ValueTypes.NONE)) {
                return NONE;
            }
            throw element.problem(Element.quote(element.text(EXPECTED)) + " does not say how; write " + EXPECTED);
        }
        With with = With.LZ4;
        long over = OVER;
        for (Element.Entry entry : element.entries(EXPECTED).values()) {
            switch (entry.name()) {
                case "with" -> with = WITH.read(entry.value());
                case "over" -> over = ValueTypes.SIZE.read(entry.value());
                default ->
                    throw entry.location()
                            .problem(Vocabulary.unknown(parts().keySet(), entry.name()) + "; write " + EXPECTED);
            }
        }
        return new CompressSettings(with, over);
    }

    /** As a file would say it. */
    @Override
    public String toString() {
        return with == With.NONE ? ValueTypes.NONE : "{ with: lz4, over: " + Sizes.format(over) + " }";
    }
}
