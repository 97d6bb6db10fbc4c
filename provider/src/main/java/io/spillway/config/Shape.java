package io.spillway.config;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a value looks like, for who checks it without reading it: editors, by a JSON Schema. */
sealed interface Shape {
    /** Any single value. */
    Shape ANY = new Word(List.of(), "");

    /**
     * A single value.
     *
     * @param choices the words that it may be; empty if there are others
     * @param pattern what it has to match where there are no choices; empty if anything will do
     */
    record Word(List<String> choices, String pattern) implements Shape {}

    /** A list of values. */
    record Listing(ValueType<?> item) implements Shape {}

    /**
     * Keys with values below this one.
     *
     * @param parts tells the keys, in the order of the documentation; asked late, as types and their parts need each other
     * @param single whether there is to be exactly one of them
     * @param word a single value that may stand in place of them; empty if none may
     */
    record Group(Supplier<Map<String, ValueType<?>>> parts, boolean single, String word) implements Shape {}
}
