package io.spillway.config;

import java.util.Map;
import java.util.regex.Pattern;

/** Class names as people write them: {@code java.lang.String}, {@code byte[]}; and patterns of them. */
final class ClassNames {
    static final String EXPECTED = "the full name of a class, such as java.lang.String or byte[]";

    private static final Map<String, String> PRIMITIVES = Map.of(
            "boolean", "Z", "byte", "B", "short", "S", "char", "C", "int", "I", "long", "J", "float", "F", "double",
            "D");
    private static final Pattern ARRAY = Pattern.compile("(?:\\s*\\[\\s*]){1,8}$");

    private ClassNames() {}

    /** Reads a class name; the class is not looked for yet. */
    static ClassReference reference(String text, Element element) {
        try {
            return new ClassReference(binaryName(text), element.location());
        } catch (IllegalArgumentException e) {
            throw element.problem(Element.quote(text) + " " + e.getMessage() + "; write " + EXPECTED);
        }
    }

    /** The name as {@link Class#forName(String)} takes it. */
    private static String binaryName(String text) {
        if (text.indexOf('<') >= 0) {
            throw new IllegalArgumentException("has type parameters, which do not exist at run time");
        }
        String component = ARRAY.matcher(text).replaceFirst("");
        long dimensions =
                text.substring(component.length()).chars().filter(c -> c == '[').count();
        String primitive = PRIMITIVES.get(component);
        if (primitive != null) {
            if (dimensions == 0) {
                throw new IllegalArgumentException("is a primitive type, which no cache can hold");
            }
            return "[".repeat((int) dimensions) + primitive;
        }
        if (!isName(component)) {
            throw new IllegalArgumentException("is not a class name");
        }
        return dimensions == 0 ? component : "[".repeat((int) dimensions) + "L" + component + ";";
    }

    /** The name of a referenced class as people write it. */
    static String write(ClassReference reference) {
        String component = reference.name();
        int dimensions = 0;
        while (component.startsWith("[", dimensions)) {
            dimensions++;
        }
        if (dimensions == 0) {
            return YamlText.word(component);
        }
        String code = component.substring(dimensions);
        String name = PRIMITIVES.entrySet().stream()
                .filter(primitive -> primitive.getValue().equals(code))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> code.substring(1, code.length() - 1));
        return YamlText.word(name + "[]".repeat(dimensions));
    }

    /**
     * Checks a class name, a package with {@code .*} (its classes), or with {@code .**} (those of the packages below as
     * well).
     */
    static String pattern(String text) {
        String name = text.endsWith(".**")
                ? text.substring(0, text.length() - 3)
                : text.endsWith(".*") ? text.substring(0, text.length() - 2) : text;
        if (!isName(name)) {
            throw new IllegalArgumentException("is neither a class name nor a pattern of one");
        }
        return text;
    }

    private static boolean isName(String text) {
        for (String part : text.split("\\.", -1)) {
            if (part.isEmpty()
                    || !Character.isJavaIdentifierStart(part.codePointAt(0))
                    || !part.codePoints().allMatch(Character::isJavaIdentifierPart)) {
                return false;
            }
        }
        return true;
    }
}
