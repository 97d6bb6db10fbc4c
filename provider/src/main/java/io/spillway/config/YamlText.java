package io.spillway.config;

import io.spillway.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * From bytes to the nodes of a YAML document. Only nodes are composed, no object is ever constructed from one; size,
 * depth and aliases are bounded, and as the reader follows a vocabulary of fixed depth, aliases cannot multiply either.
 */
final class YamlText {
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_ALIASES = 100;
    private static final int DEEPEST = 20;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._~][A-Za-z0-9/._+~$-]*");

    private YamlText() {}

    /**
     * Reads a document.
     *
     * @return its topmost element; null if the document is empty
     */
    static @Nullable Element read(InputStream in, String source) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw Location.of(source).problem("this is larger than 1 MB, too large to be a configuration");
        }
        return parse(decode(bytes, source), source);
    }

    private static String decode(byte[] bytes, String source) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw Location.of(source).problem("this is not UTF-8 text; save the file in that encoding", e);
        }
    }

    static @Nullable Element parse(String text, String source) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            return root == null ? null : YamlElement.root(root, source);
        } catch (MarkedYAMLException e) {
            throw notYaml(e, source);
        } catch (YAMLException e) {
            throw Location.of(source).problem("this is not YAML: " + firstLine(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            // The scanner lets these out where an escape such as "\x" is cut short or names no character.
            throw Location.of(source).problem("this is not YAML: an escape in a quoted text is broken", e);
        }
    }

    /** A text as a single value of a file: in quotes where it could be taken for something else. */
    static String word(String text) {
        return PLAIN.matcher(text).matches()
                ? text
                : "'" + text.replace("'", "''").replace("${", "$${") + "'";
    }

    private static ConfigurationException notYaml(MarkedYAMLException e, String source) {
        Mark mark = e.getProblemMark();
        Location location =
                mark == null ? Location.of(source) : new Location(source, mark.getLine() + 1, mark.getColumn() + 1, "");
        return location.problem("this is not YAML: " + firstLine(e.getProblem()), e);
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "no reason given" : text.lines().findFirst().orElse("");
    }
}
