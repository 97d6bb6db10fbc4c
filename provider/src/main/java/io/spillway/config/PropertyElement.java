package io.spillway.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What properties say: {@code caches.sessions.heap=1MB} is a value below groups of keys. A list is one value with commas
 * in it, or one property an item: {@code allow[0]}.
 */
final class PropertyElement extends Element {
    private final Location location;
    private final Map<String, PropertyElement> children = new LinkedHashMap<>();
    private @Nullable String value;

    private PropertyElement(Location location) {
        this.location = location;
    }

    /**
     * Reads what properties say.
     *
     * @param properties the properties, by names as {@link PropertyName} takes them apart
     * @param prefix what names in messages begin with
     * @param source who says all that, for messages
     */
    static PropertyElement read(Map<String, String> properties, String prefix, String source) {
        PropertyElement root = new PropertyElement(Location.of(source));
        new TreeMap<>(properties).forEach((name, value) -> {
            Location place = new Location(source, 0, 0, prefix + name);
            PropertyElement element = root;
            for (String part : PropertyName.parts(name, place::problem)) {
                element = element.children.computeIfAbsent(part, absent -> new PropertyElement(place));
            }
            element.value = value;
        });
        root.settle();
        return root;
    }

    /** An empty value beside keys below says that there is a group, which these do as well. */
    private void settle() {
        if (value != null && value.isBlank() && !children.isEmpty()) {
            value = null;
        }
        children.values().forEach(PropertyElement::settle);
    }

    @Override
    Location location() {
        return location;
    }

    @Override
    boolean isNothing() {
        return value != null && value.isBlank() && children.isEmpty();
    }

    @Override
    boolean isScalar() {
        return value != null;
    }

    @Override
    boolean isGroup() {
        return value == null;
    }

    @Override
    String written(String expected) {
        String text = value;
        if (text == null) {
            throw problem("there is no value, but only keys below this one; write " + expected);
        }
        refuseBoth();
        return text;
    }

    private void refuseBoth() {
        if (value != null && !children.isEmpty()) {
            throw problem("there is a value, and there are keys below this one; remove either");
        }
    }

    @Override
    List<Element> items(String expected) {
        refuseBoth();
        String text = value;
        if (text != null) {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .map(this::item)
                    .toList();
        }
        if (!children.keySet().stream().allMatch(PropertyName::isIndex)) {
            throw problem("this is a group of keys; write " + expected);
        }
        Map<Integer, Element> inOrder = new TreeMap<>();
        children.forEach((index, item) -> inOrder.put(PropertyName.index(index), item));
        return List.copyOf(inOrder.values());
    }

    private Element item(String text) {
        PropertyElement item = new PropertyElement(location);
        item.value = text;
        return item;
    }

    @Override
    Map<String, Entry> entries(String expected) {
        if (isNothing()) {
            return Map.of();
        }
        refuseBoth();
        if (value != null) {
            throw problem("this is the single value " + quote(value) + "; write " + expected);
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        children.forEach((name, child) -> entries.put(name, new Entry(name, child.location, child)));
        return entries;
    }
}
