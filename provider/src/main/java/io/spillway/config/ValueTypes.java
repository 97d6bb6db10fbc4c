package io.spillway.config;

import io.spillway.Survives;
import io.spillway.WhenFull;
import io.spillway.WhenUnreadable;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types of values that keys have. */
final class ValueTypes {
    static final String NONE = "none";

    private static final long SMALLEST_DISK = 1L << 20;
    /** The user's home, as shells write it. */
    private static final String HOME = "~";

    static final ValueType<Long> SIZE = ValueType.word(
                    "size",
                    "bytes",
                    "a size such as 100MB, 2 KB or a plain number of bytes",
                    Sizes::parse,
                    Sizes::format)
            .matching(Sizes.PATTERN);

    static final ValueType<Long> SIZE_OR_NONE = ValueType.word(
                    "size, or `none`",
                    "bytes",
                    "a size such as 1GB, or none",
                    ValueTypes::disk,
                    size -> size == 0 ? NONE : Sizes.format(size))
            .matching(NONE + "|" + Sizes.PATTERN);

    static final ValueType<Integer> PERCENT = ValueType.word(
                    "percentage",
                    "percent of `heap`",
                    "a percentage from 1% to 100%, such as 80%",
                    ValueTypes::percent,
                    percent -> percent + "%")
            .matching("\\d{1,3}\\s*%");

    static final ValueType<Duration> DURATION = ValueType.word(
                    "duration",
                    "milliseconds",
                    "a duration such as 5m, 500ms, 1h30m or PT5M",
                    Durations::parse,
                    Durations::format)
            .matching(Durations.PATTERN);

    static final ValueType<Boolean> SWITCH = ValueType.word(
                    "`true` or `false`", "", "true or false", ValueTypes::bool, String::valueOf)
            .oneOf(List.of("true", "false"));

    static final ValueType<Path> PATH = ValueType.word(
            "path", "", "the path of a directory", ValueTypes::path, path -> YamlText.word(path.toString()));

    static final ValueType<List<Path>> PATHS = ValueType.word(
                    "path", "", "the path of a file", ValueTypes::path, path -> YamlText.word(path.toString()))
            .list("list of paths", "a list, such as [/etc/app/limits.yaml]");

    static final ValueType<Fsync> FSYNC = ValueType.word(
                    "`none`, `every N` or `each`",
                    "writes",
                    "none, every N (such as every 100), or each",
                    ValueTypes::fsync,
                    Fsync::toString)
            .matching("none|each|every\\s+[1-9]\\d{0,8}");

    static final ValueType<Survives> SURVIVES = choice(Survives.class);

    static final ValueType<WhenFull> WHEN_FULL = choice(WhenFull.class);

    static final ValueType<WhenUnreadable> WHEN_UNREADABLE = choice(WhenUnreadable.class);

    static final ValueType<ClassReference> CLASS = new ValueType<>(
            "class name", "", ClassNames.EXPECTED, ValueTypes::classReference, ClassNames::write, Shape.ANY);

    static final ValueType<List<ClassReference>> CLASSES =
            CLASS.list("list of class names", "a list of class names, such as [com.example.Listener]");

    static final ValueType<List<String>> CLASS_PATTERNS = ValueType.word(
                    "class pattern",
                    "",
                    "a class name, or a package followed by .* or .**",
                    ClassNames::pattern,
                    YamlText::word)
            .list("list of class names, `package.*` or `package.**`", "a list, such as [com.example.**]");

    static final ValueType<CodecSettings> CODEC = new ValueType<>(
            "`object`, `json`, `java`, or a class name",
            "",
            CodecSettings.EXPECTED,
            CodecSettings::read,
            CodecSettings::toString,
            new Shape.Word(List.of(), "object|json|java|.*\\..*"));

    static final ValueType<ExpirySettings> EXPIRY = new ValueType<>(
            "`eternal`, or one of `created`, `updated`, `accessed`, `idle` with a duration",
            "milliseconds at the finest",
            ExpiryReader.EXPECTED,
            ExpiryReader::read,
            ExpiryReader::write,
            new Shape.Group(ExpiryReader::parts, true, ExpiryReader.ETERNAL));

    static final ValueType<CompressSettings> COMPRESS = new ValueType<>(
            "`none`, or `with` with `lz4`, `over` with a size",
            "bytes",
            CompressSettings.EXPECTED,
            CompressSettings::read,
            CompressSettings::toString,
            new Shape.Group(CompressSettings::parts, false, NONE));

    static final ValueType<CheckpointSettings> CHECKPOINT = new ValueType<>(
            "`none`, or `every` with a duration, `keep` with a number, `restore` with `auto` or `ask`",
            "",
            CheckpointReader.EXPECTED,
            CheckpointReader::read,
            CheckpointReader::write,
            new Shape.Group(CheckpointReader::parts, false, NONE));

    static final ValueType<RedisPlace> REDIS_PLACE = new ValueType<>(
            "`address` with a URI, or `file` with a path or URI",
            "",
            RedisPlace.EXPECTED,
            RedisPlace::read,
            RedisPlace::write,
            new Shape.Group(RedisPlace::parts, true, ""));

    static final ValueType<RedisSettings> REDIS = new ValueType<>(
            "`none`, or `writes` with `through`, `behind` or `none`, `consistency` with `local`, `when-unavailable`"
                    + " with `miss` or `fail`, `deadline` with a duration, `drain` with `every` and `batch`",
            "",
            RedisSettings.EXPECTED,
            RedisSettings::read,
            RedisSettings::toString,
            new Shape.Group(RedisSettings::parts, false, NONE));

    static final ValueType<String> NAME =
            ValueType.word("name", "", "a name, such as app", ValueTypes::name, YamlText::word);

    /** Keys below this one; who reads the key goes on from there. */
    static final ValueType<Element> GROUP =
            new ValueType<>("group of keys", "", "a group of keys", Function.identity(), element -> "", Shape.ANY);

    private ValueTypes() {}

    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        Map<String, E> words =
                Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(ValueTypes::word, Function.identity()));
        List<String> inOrder =
                Arrays.stream(type.getEnumConstants()).map(ValueTypes::word).toList();
        return ValueType.word(
                        "`" + String.join("`, `", inOrder) + "`",
                        "",
                        alternatives(inOrder),
                        text -> find(words, text),
                        ValueTypes::word)
                .oneOf(inOrder);
    }

    private static <E extends Enum<E>> E find(Map<String, E> words, String text) {
        E found = words.get(text.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new IllegalArgumentException("is not known here");
        }
        return found;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The parts of a group, given as names and types in turn, in that order. */
    static Map<String, ValueType<?>> parts(Object... namesAndTypes) {
        Map<String, ValueType<?>> parts = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            parts.put((String) namesAndTypes[i], (ValueType<?>) namesAndTypes[i + 1]);
        }
        return Collections.unmodifiableMap(parts);
    }

    /** "a, b or c". */
    static String alternatives(List<String> words) {
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static String name(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return text;
    }

    private static long disk(String text) {
        if (text.equals(NONE)) {
            return 0;
        }
        long size = Sizes.parse(text);
        if (size < SMALLEST_DISK) {
            throw new IllegalArgumentException(
                    "is too small, as a disk tier takes " + Sizes.format(SMALLEST_DISK) + " at the least");
        }
        return size;
    }

    private static int percent(String text) {
        if (!text.matches("\\d{1,3}\\s*%")) {
            throw new IllegalArgumentException("is not a percentage");
        }
        int percent = Integer.parseInt(text.substring(0, text.length() - 1).strip());
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("is out of range");
        }
        return percent;
    }

    private static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        try {
            return text.startsWith(HOME) ? inHome(text) : Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path (" + e.getReason() + ")", e);
        }
    }

    /** No shell has seen the text, so nobody else would make a home of what otherwise is a folder named "~". */
    private static Path inHome(String text) {
        String rest = text.substring(HOME.length());
        if (!rest.isEmpty() && rest.charAt(0) != '/' && rest.charAt(0) != File.separatorChar) {
            throw new IllegalArgumentException(
                    "begins with ~ and a name; only ~/ is known, the home of the user who runs this");
        }
        return Path.of(System.getProperty("user.home") + rest);
    }

    private static Fsync fsync(String text) {
        if (text.equals(NONE)) {
            return Fsync.NONE;
        }
        if (text.equals("each")) {
            return Fsync.EACH;
        }
        if (!text.matches("every\\s+[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("is not known here");
        }
        return new Fsync(Integer.parseInt(text.substring("every".length()).strip()));
    }

    private static ClassReference classReference(Element element) {
        String text = element.text(ClassNames.EXPECTED).strip();
        return ClassNames.reference(text, element);
    }
}
