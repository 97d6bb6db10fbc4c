package io.spillway.codec;

import java.util.Collection;
import java.util.Map;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.apache.fory.serializer.collection.CollectionSerializer;
import org.apache.fory.serializer.collection.MapSerializer;

/** Serializers for Fory, of what it could write and read and isn't to. */
final class RefusingSerializers {
    private RefusingSerializers() {}

    /** A serializer that refuses all objects of a class. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // a class object has no type arguments
    static Serializer<?> of(TypeResolver resolver, Class<?> type) {
        if (Map.class.isAssignableFrom(type)) {
            return new OfMap(resolver, (Class) type);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return new OfCollection(resolver, (Class) type);
        }
        return new OfObject<>(resolver, type);
    }

    private static UnfaithfulException refusedToWrite(Class<?> type) {
        return new UnfaithfulException("it holds a " + type.getName());
    }

    private static CodecException refusedToRead(Class<?> type) {
        return new CodecException(
                "A stored object can't be read: it holds a " + type.getName() + ", which was never written", null);
    }

    private static final class OfObject<T> extends Serializer<T> {
        OfObject(TypeResolver resolver, Class<T> type) {
            super(resolver.getConfig(), type);
        }

        @Override
        public void write(WriteContext context, T value) {
            throw refusedToWrite(type);
        }

        @Override
        public T read(ReadContext context) {
            throw refusedToRead(type);
        }
    }

    private static final class OfMap<T extends Map<?, ?>> extends MapSerializer<T> {
        OfMap(TypeResolver resolver, Class<T> type) {
            super(resolver, type, false);
        }

        @Override
        public void write(WriteContext context, T value) {
            throw refusedToWrite(type);
        }

        @Override
        public T read(ReadContext context) {
            throw refusedToRead(type);
        }
    }

    private static final class OfCollection<T extends Collection<?>> extends CollectionSerializer<T> {
        OfCollection(TypeResolver resolver, Class<T> type) {
            super(resolver, type, false);
        }

        @Override
        public void write(WriteContext context, T value) {
            throw refusedToWrite(type);
        }

        @Override
        public T read(ReadContext context) {
            throw refusedToRead(type);
        }
    }
}
