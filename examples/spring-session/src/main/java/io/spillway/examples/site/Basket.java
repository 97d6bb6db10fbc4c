package io.spillway.examples.site;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody wants to buy. Immutable, so that requests that run at the same time can't spoil it.
 *
 * @param items what is in it, in the order of adding
 */
record Basket(List<String> items) implements Serializable {
    static final Basket EMPTY = new Basket(List.of());

    Basket {
        items = List.copyOf(items);
    }

    Basket with(String item) {
        List<String> more = new ArrayList<>(items);
        more.add(item);
        return new Basket(more);
    }
}
