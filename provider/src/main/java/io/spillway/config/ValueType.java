package io.spillway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the value of a key may be.
 *
 * @param name what to call it in the documentation
 * @param unit what it is counted in; empty if it is not counted
 * @param expected how to write one, as the end of a sentence that begins with "write"
 * @param reader makes the value, or throws the exception that names the place
 * @param writer writes a value as the file would
 * @param shape what it looks like
 */
record ValueType<T>(
        String name,
        String unit,
        String expected,
        Function<Element, T> reader,
        Function<T, String> writer,
        Shape shape) {

    /**
     * A type whose values are single words.
     *
     * @param parser makes the value, or throws an {@link IllegalArgumentException} whose message goes on after the word
     */
    static <T> ValueType<T> word(
            String name, String unit, String expected, Function<String, T> parser, Function<T, String> writer) {
        return new ValueType<>(name, unit, expected, element -> parse(element, expected, parser), writer, Shape.ANY);
    }

    private static <T> T parse(Element element, String expected, Function<String, T> parser) {
        String text = element.text(expected);
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            throw element.location()
                    .problem(Element.quote(text) + " " + e.getMessage() + "; write " + expected, e.getCause());
        }
    }

    /** The same type, of which is known what its values match. */
    ValueType<T> matching(String pattern) {
        return new ValueType<>(name, unit, expected, reader, writer, new Shape.Word(List.of(), pattern));
    }

    /** The same type, of which is known which values there are. */
    ValueType<T> oneOf(List<String> choices) {
        return new ValueType<>(name, unit, expected, reader, writer, new Shape.Word(choices, ""));
    }

    /** A type whose values are lists of these. */
    ValueType<List<T>> list(String listName, String expectedList) {
        return new ValueType<>(
                listName,
                unit,
                expectedList,
                element -> readAll(element, expectedList),
                this::writeAll,
                new Shape.Listing(this));
    }

    private List<T> readAll(Element element, String expectedList) {
        List<T> values = new ArrayList<>();
        for (Element item : element.items(expectedList)) {
            values.add(reader.apply(item));
        }
        return List.copyOf(values);
    }

    private String writeAll(List<T> values) {
        return values.stream().map(writer).toList().toString();
    }

    T read(Element element) {
        return reader.apply(element);
    }

    String write(T value) {
        return writer.apply(value);
    }
}
