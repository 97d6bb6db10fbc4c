package io.spillway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One node of a YAML document. Every scalar is text to us: what it means is for its key's type to say, not for YAML's rules
 * (by which {@code no} would be a boolean and {@code 1:30} the number 90).
 *
 * <p>Children are made when they are asked for, as aliases would multiply them otherwise.
 */
final class YamlElement extends Element {
    private static final Set<String> NOTHING = Set.of("", "~", "null");

    private final Node node;
    private final Location location;

    private YamlElement(Node node, Location location) {
        this.node = node;
        this.location = location;
    }

    /** The topmost element of a document. */
    static YamlElement root(Node node, String source) {
        return at(node, source, "");
    }

    private static YamlElement at(Node node, String source, String key) {
        return new YamlElement(node, place(node, source, key));
    }

    private static Location place(Node node, String source, String key) {
        Mark mark = node.getStartMark();
        return mark == null
                ? new Location(source, 0, 0, key)
                : new Location(source, mark.getLine() + 1, mark.getColumn() + 1, key);
    }

    @Override
    Location location() {
        return location;
    }

    @Override
    boolean isNothing() {
        return node instanceof ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && NOTHING.contains(scalar.getValue());
    }

    @Override
    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    @Override
    boolean isGroup() {
        return node instanceof MappingNode;
    }

    @Override
    String written(String expected) {
        if (node instanceof ScalarNode scalar) {
            refuseForeignTag();
            return scalar.getValue();
        }
        throw problem("this is " + kind() + "; write " + expected);
    }

    @Override
    List<Element> items(String expected) {
        if (!(node instanceof SequenceNode sequence)) {
            throw problem("this is " + kind() + "; write " + expected);
        }
        refuseForeignTag();
        List<Element> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(at(item, location.source(), location.key() + "[" + items.size() + "]"));
        }
        return items;
    }

    @Override
    Map<String, Entry> entries(String expected) {
        if (isNothing()) {
            return Map.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            throw problem("this is " + kind() + "; write " + expected);
        }
        refuseForeignTag();
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Entry entry = entry(tuple);
            Entry earlier = entries.putIfAbsent(entry.name(), entry);
            if (earlier != null) {
                throw entry.location()
                        .problem("this key is already in line "
                                + earlier.location().line() + "; remove one of the two");
            }
        }
        return entries;
    }

    private Entry entry(NodeTuple tuple) {
        String source = location.source();
        if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
            throw place(tuple.getKeyNode(), source, location.key())
                    .problem("a key must be a single word, not a list or a group of keys");
        }
        String name = keyNode.getValue();
        String path = location.key().isEmpty() ? name : location.key() + "." + name;
        return new Entry(name, place(keyNode, source, path), at(tuple.getValueNode(), source, path));
    }

    /** A tag could ask for a class to be instantiated; none is ever obeyed, and none is passed over in silence. */
    private void refuseForeignTag() {
        Tag tag = node.getTag();
        if (!tag.startsWith(Tag.PREFIX) || !Tag.standardTags.contains(tag)) {
            throw problem("the tag " + quote(tag.getValue()) + " means nothing here; remove it");
        }
    }

    private String kind() {
        return switch (node.getNodeId()) {
            case mapping -> "a group of keys";
            case sequence -> "a list";
            default -> "the single value " + quote(((ScalarNode) node).getValue());
        };
    }
}
