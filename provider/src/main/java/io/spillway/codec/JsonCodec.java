package io.spillway.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * JSON, by Jackson: what other programs and people can read. Safe for use by any thread.
 *
 * <p>The text holds the fields of an object and no name of its class: it is read as what the cache is declared to hold. Only
 * where a class of the user's says with {@link JsonTypeInfo} that names are to be written are there any, and then the cache's
 * {@link ClassPolicy} decides which are read.
 *
 * <p>The first byte tells whether it is a value or a key.
 */
public final class JsonCodec implements ValueCodec {
    private static final byte VALUE = 0;
    private static final byte KEY = 1;
    /** In place of a number of classes: one object of the class could not be read back, so each is looked at. */
    private static final int NEVER = -2;
    /** As many types as Jackson remembers itself. */
    private static final int MOST_TYPES = 200;

    private final Class<?> keyType;
    private final Class<?> valueType;
    private final ClassPolicy policy;
    private final JsonMapper mapper;
    private final JsonTrial trial = new JsonTrial();
    private final JsonFidelity fidelity;
    private final Expectation expectedKey;
    private final Expectation expectedValue;
    /** Those classes of which an object was read back, with the number of classes that were known then. */
    private final Map<Class<?>, Integer> proven = new ConcurrentHashMap<>();

    /**
     * Creates a codec for a cache of declared types; modules of Jackson that {@code loader} finds are used.
     *
     * @throws NoClassDefFoundError if Jackson is not there
     */
    public JsonCodec(ClassLoader loader, ClassPolicy policy, Class<?> keyType, Class<?> valueType) {
        this.keyType = keyType;
        this.valueType = valueType;
        this.policy = policy;
        this.fidelity = new JsonFidelity(policy, trial);
        // What was written must be readable, whatever its size.
        StreamReadConstraints unlimited = StreamReadConstraints.builder()
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
        this.mapper = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(unlimited).build())
                .addModules(JsonMapper.findModules(loader))
                .addModule(module(fidelity))
                .polymorphicTypeValidator(new Validator())
                // An object is what its fields say, as with the other codecs; annotations on methods are heeded still.
                .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
                .enable(MapperFeature.PROPAGATE_TRANSIENT_MARKER)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                // A class may lose fields; what it has must be what was written.
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        // The cache that all of Jackson shares would keep the classes, and their loader, for as long as the JVM runs.
        LookupCache<Object, JavaType> types = new LRUMap<>(16, MOST_TYPES);
        mapper.setTypeFactory(mapper.getTypeFactory().withClassLoader(loader).withCache(types));
        trial.use(mapper);
        this.expectedKey = expected(keyType);
        this.expectedValue = expected(valueType);
    }

    private static SimpleModule module(JsonFidelity fidelity) {
        SimpleModule module = new SimpleModule("spillway")
                .setSerializerModifier(fidelity)
                .addAbstractTypeMapping(Set.class, LinkedHashSet.class);
        SessionJson.addTo(module);
        return module;
    }

    private Expectation expected(Class<?> declared) {
        return Expectation.of(mapper.constructType(declared), mapper.getSerializationConfig(), trial);
    }

    @Override
    public PayloadFormat format() {
        return PayloadFormat.JSON;
    }

    @Override
    public byte[] encode(Object object) {
        boolean isValue = valueType.isInstance(object);
        Class<?> declared = isValue ? valueType : keyType;
        try {
            (isValue ? expectedValue : expectedKey).require(object);
            byte[] text = mapper.writerFor(declared).writeValueAsBytes(object);
            byte[] bytes = new byte[text.length + 1];
            bytes[0] = isValue ? VALUE : KEY;
            System.arraycopy(text, 0, bytes, 1, text.length);
            prove(object, bytes);
            return bytes;
        } catch (CodecException e) {
            throw e;
        } catch (JsonProcessingException | RuntimeException | LinkageError | StackOverflowError e) {
            CodecException refusal = Causes.find(e, CodecException.class);
            throw new CodecException(
                    refusal == null
                            ? "A " + object.getClass().getName() + " can't be stored as JSON: " + e.getMessage()
                            : String.valueOf(refusal.getMessage()),
                    e);
        }
    }

    /**
     * The first object of a class, and the first after a class was met that may be one in it, is read back: Jackson writes
     * what it can't make. So is each container that nothing more is declared of, and compared.
     */
    private void prove(Object object, byte[] bytes) {
        int classes = fidelity.classes();
        if (isContainer(object)) {
            requireEqual(object, decode(bytes, 0, bytes.length));
        } else if (proven.getOrDefault(object.getClass(), -1) != classes) {
            try {
                decode(bytes, 0, bytes.length);
            } catch (CodecException e) {
                proven.put(object.getClass(), NEVER);
                throw e;
            }
            proven.compute(object.getClass(), (type, before) -> before != null && before == NEVER ? NEVER : classes);
        }
    }

    private static boolean isContainer(Object object) {
        return object instanceof Map || object instanceof Collection;
    }

    /** Of a container, JSON keeps strings, numbers and the like, but not of which class an element is. */
    private static void requireEqual(Object object, Object decoded) {
        if (!decoded.equals(object)) {
            throw new CodecException(
                    "A " + object.getClass().getName()
                            + " can't be stored as JSON: what is read back is not equal to it."
                            + " JSON knows strings, booleans, numbers, lists and maps with strings as keys; use"
                            + " `codec: object` for others",
                    null);
        }
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        Class<?> declared = length > 0 && bytes[offset] == KEY ? keyType : valueType;
        try {
            Object decoded = mapper.readerFor(declared).readValue(bytes, offset + 1, length - 1);
            if (decoded != null) {
                return decoded;
            }
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            CodecException refusal = e.getCause() instanceof CodecException refused ? refused : null;
            throw new CodecException(
                    refusal == null
                            ? "A stored object can't be read as a " + declared.getName() + ": " + e.getMessage()
                            : String.valueOf(refusal.getMessage()),
                    e);
        }
        throw new CodecException("A stored object can't be read: its JSON is null", null);
    }

    /** Whether a cache that is declared so can be written as JSON. */
    public static boolean canHold(Class<?> declared) {
        return declared != Object.class
                && (Map.class.isAssignableFrom(declared)
                        || Collection.class.isAssignableFrom(declared)
                        || declared.isArray()
                        || declared.isAnnotationPresent(JsonTypeInfo.class)
                        || !Modifier.isAbstract(declared.getModifiers()));
    }

    private final class Validator extends PolymorphicTypeValidator.Base {
        private static final long serialVersionUID = 1L;

        @Override
        public Validity validateBaseType(MapperConfig<?> config, JavaType base) {
            return Validity.INDETERMINATE;
        }

        @Override
        public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
            // Behind the name of a class there may be those of its type arguments.
            int end = name.indexOf('<');
            try {
                policy.check(end < 0 ? name : name.substring(0, end));
                return Validity.ALLOWED;
            } catch (RefusedClassException e) {
                throw new CodecException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public Validity validateSubType(MapperConfig<?> config, JavaType base, JavaType type) {
            return Validity.ALLOWED;
        }
    }
}
