package io.spillway.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;

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

    private final Class<?> keyType;
    private final Class<?> valueType;
    private final ClassPolicy policy;
    private final JsonMapper mapper;

    /**
     * Creates a codec for a cache of declared types; modules of Jackson that {@code loader} finds are used.
     *
     * @throws NoClassDefFoundError if Jackson is not there
     */
    public JsonCodec(ClassLoader loader, ClassPolicy policy, Class<?> keyType, Class<?> valueType) {
        this.keyType = keyType;
        this.valueType = valueType;
        this.policy = policy;
        // What was written must be readable, whatever its size.
        StreamReadConstraints unlimited = StreamReadConstraints.builder()
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
        this.mapper = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(unlimited).build())
                .addModules(JsonMapper.findModules(loader))
                .addModule(noting())
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
        mapper.setTypeFactory(mapper.getTypeFactory().withClassLoader(loader));
    }

    /** Notes the classes that this process encodes. */
    private SimpleModule noting() {
        return new SimpleModule("spillway").setSerializerModifier(new BeanSerializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonSerializer<?> modifySerializer(
                    SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
                policy.noteEncoded(description.getBeanClass());
                return serializer;
            }
        });
    }

    @Override
    public PayloadFormat format() {
        return PayloadFormat.JSON;
    }

    @Override
    public byte[] encode(Object object) {
        boolean isValue = valueType.isInstance(object);
        Class<?> declared = isValue ? valueType : keyType;
        requireReadable(object, declared);
        try {
            byte[] text = mapper.writerFor(declared).writeValueAsBytes(object);
            byte[] bytes = new byte[text.length + 1];
            bytes[0] = isValue ? VALUE : KEY;
            System.arraycopy(text, 0, bytes, 1, text.length);
            requireSame(object, declared, bytes);
            return bytes;
        } catch (JsonProcessingException | StackOverflowError e) {
            throw new CodecException(
                    "A " + object.getClass().getName() + " can't be stored as JSON: " + e.getMessage(), e);
        }
    }

    private static void requireReadable(Object object, Class<?> declared) {
        boolean named = declared.isAnnotationPresent(JsonTypeInfo.class);
        if (object.getClass() != declared && !named && !isContainer(declared)) {
            throw new CodecException(
                    "A " + object.getClass().getName() + " can't be stored as JSON where a " + declared.getName()
                            + " is declared, as it would be read as one. Declare the class itself, let "
                            + declared.getName() + " have @JsonTypeInfo, or use `codec: object`",
                    null);
        }
    }

    private static boolean isContainer(Class<?> declared) {
        return Map.class.isAssignableFrom(declared) || Collection.class.isAssignableFrom(declared);
    }

    /** Of a container, JSON keeps strings, numbers and the like, but not of which class an element is. */
    private void requireSame(Object object, Class<?> declared, byte[] bytes) {
        if (isContainer(declared) && !decode(bytes, 0, bytes.length).equals(object)) {
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
        } catch (IOException | RuntimeException | StackOverflowError e) {
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
                && (isContainer(declared)
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
