package io.spillway.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Types beside whose objects a name is written that tells of which class they are, as {@link JsonTypeInfo} asks for. */
final class NamedTypes {
    private NamedTypes() {}

    /** What is expected of a type that is declared so; null of another. */
    static @Nullable Expectation of(JavaType declared, SerializationConfig config) {
        AnnotationIntrospector introspector = config.getAnnotationIntrospector();
        AnnotatedClass info = config.introspectClassAnnotations(declared).getClassInfo();
        JsonTypeInfo.Value asked = introspector.findPolymorphicTypeInfo(config, info);
        if (asked == null) {
            return introspector.findTypeResolver(config, info, declared) == null ? null : object -> {};
        }
        return switch (asked.getIdType()) {
            case NONE -> null;
            case NAME, SIMPLE_NAME ->
                listed(
                        asked,
                        declared.getRawClass(),
                        config.getSubtypeResolver().collectAndResolveSubtypesByClass(config, info));
            default -> object -> {};
        };
    }

    /** What is expected of a field beside whose value a name is written; null if that is for others to say. */
    static @Nullable Expectation of(AnnotatedMember field, JavaType declared, SerializationConfig config) {
        JsonTypeInfo.Value asked = config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, field);
        if (asked == null) {
            return of(declared, config);
        }
        return !(asked.getIdType() == JsonTypeInfo.Id.NAME || asked.getIdType() == JsonTypeInfo.Id.SIMPLE_NAME)
                ? null
                : listed(
                        asked,
                        declared.getRawClass(),
                        config.getSubtypeResolver().collectAndResolveSubtypesByClass(config, field, declared));
    }

    /** Of names, those are read whose classes are listed; what has another one is read as the default, if there is one. */
    private static Expectation listed(JsonTypeInfo.Value asked, Class<?> declared, Collection<NamedType> subtypes) {
        Set<Class<?>> listed = subtypes.stream().map(NamedType::getType).collect(Collectors.toUnmodifiableSet());
        return object -> {
            if (object != null && !listed.contains(object.getClass()) && object.getClass() != asked.getDefaultImpl()) {
                throw new CodecException(
                        "A " + object.getClass().getName() + " can't be stored as JSON where " + declared.getName()
                                + " is declared, as it wouldn't be read as one: add it to @JsonSubTypes of that class, or"
                                + " use `codec: object`",
                        null);
            }
        };
    }
}
