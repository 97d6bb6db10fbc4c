package io.spillway.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sees to it that Jackson writes objects only that it reads back as they were. Safe for use by any thread. */
final class JsonFidelity extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    private final transient ClassPolicy policy;
    private final transient JsonTrial trial;
    private final AtomicInteger classes = new AtomicInteger();

    JsonFidelity(ClassPolicy policy, JsonTrial trial) {
        this.policy = policy;
        this.trial = trial;
    }

    /** Goes up whenever an object of another class is written than before: that it can be read has yet to be proven. */
    int classes() {
        return classes.get();
    }

    @Override
    public JsonSerializer<?> modifySerializer(
            SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
        policy.noteEncoded(description.getBeanClass());
        classes.incrementAndGet();
        if (description.getBeanClass() == ZonedDateTime.class) {
            return new ZonedDateTimeJson(serializer);
        }
        String hidden = hiddenField(description);
        return hidden == null ? serializer : new Refusing(hidden);
    }

    @Override
    public List<BeanPropertyWriter> changeProperties(
            SerializationConfig config, BeanDescription description, List<BeanPropertyWriter> properties) {
        properties.replaceAll(property -> {
            Expectation expected = isPlain(property) ? expected(property, config) : null;
            return expected == null ? property : new Checked(property, expected);
        });
        return properties;
    }

    /** Whether nothing of its own decides how it is written. */
    private static boolean isPlain(BeanPropertyWriter property) {
        return property.getClass() == BeanPropertyWriter.class && !property.hasSerializer();
    }

    private @Nullable Expectation expected(BeanPropertyWriter property, SerializationConfig config) {
        JavaType asWritten = property.getSerializationType();
        JavaType type = asWritten == null ? property.getType() : asWritten;
        if (property.getTypeSerializer() != null) {
            return NamedTypes.of(property.getMember(), type, config);
        }
        // Who says himself how a value is to be written has his reasons.
        JsonTrial tried = hasFormat(property, config) ? new JsonTrial() : trial;
        return isUnnamed(property, config)
                ? Expectation.unnamed(type, config, tried)
                : Expectation.of(type, config, tried);
    }

    private static boolean hasFormat(BeanPropertyWriter property, SerializationConfig config) {
        JsonFormat.@Nullable Value format = config.getAnnotationIntrospector().findFormat(property.getMember());
        return ZonedDateTimeJson.isOfTheUsers(format);
    }

    /** Whether the field takes back what the class that it is declared as asks for. */
    private static boolean isUnnamed(BeanPropertyWriter property, SerializationConfig config) {
        JsonTypeInfo.Value asked =
                config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, property.getMember());
        return asked != null && asked.getIdType() == JsonTypeInfo.Id.NONE;
    }

    /** Of two fields with one name, in a class and in one that it extends, Jackson writes one; says what is to be done. */
    private static @Nullable String hiddenField(BeanDescription description) {
        Class<?> type = description.getBeanClass();
        Set<String> seen = new HashSet<>();
        @Nullable Class<?> part = type;
        while (part != null && part.getClassLoader() != null) {
            for (Field field : part.getDeclaredFields()) {
                if (isToBeWritten(field) && !seen.add(field.getName()) && !isWritten(field, description)) {
                    return "both it and " + part.getName() + " have a field " + field.getName()
                            + ". Give one of them another name with @JsonProperty, or use `codec: object`";
                }
            }
            part = part.getSuperclass();
        }
        return null;
    }

    private static boolean isToBeWritten(Field field) {
        int modifiers = field.getModifiers();
        return !Modifier.isStatic(modifiers)
                && !Modifier.isTransient(modifiers)
                && !field.isAnnotationPresent(JsonIgnore.class);
    }

    private static boolean isWritten(Field field, BeanDescription description) {
        return description.findProperties().stream()
                .map(BeanPropertyDefinition::getAccessor)
                .anyMatch(accessor -> accessor != null && field.equals(accessor.getMember()));
    }

    /** Stands for a class that has no objects which can be written. */
    private static final class Refusing extends JsonSerializer<Object> {
        private final String reason;

        Refusing(String reason) {
            this.reason = reason;
        }

        @Override
        public void serialize(Object object, JsonGenerator out, SerializerProvider provider) {
            throw new CodecException("A " + object.getClass().getName() + " can't be stored as JSON: " + reason, null);
        }
    }

    /** Looks at what it writes. */
    private final class Checked extends BeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        private final transient Expectation expected;
        private volatile boolean used;

        Checked(BeanPropertyWriter property, Expectation expected) {
            super(property);
            this.expected = expected;
        }

        @Override
        public void serializeAsField(Object bean, JsonGenerator out, SerializerProvider provider) throws Exception {
            require(bean);
            super.serializeAsField(bean, out, provider);
        }

        @Override
        public void serializeAsElement(Object bean, JsonGenerator out, SerializerProvider provider) throws Exception {
            require(bean);
            super.serializeAsElement(bean, out, provider);
        }

        private void require(Object bean) throws Exception {
            if (!used) {
                used = true;
                classes.incrementAndGet();
            }
            expected.require(get(bean));
        }
    }
}
