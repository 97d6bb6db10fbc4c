package io.spillway.codec;

import java.util.Collection;
import java.util.Map;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.resolver.ClassResolver;
import org.apache.fory.serializer.Serializer;
import org.apache.fory.serializer.collection.CollectionSerializer;
import org.apache.fory.serializer.collection.MapSerializer;

/** Serializers for Fory, of collections that are made last when they are read, around what is in them. */
@SuppressWarnings({"rawtypes", "unchecked"}) // as Fory has them
final class WrapperSerializers {
    private WrapperSerializers() {}

    /** Takes the place of Fory's own serializers, or of what has taken their place. */
    static void addTo(ClassResolver resolver, OpenObjects open) {
        for (Class<?> known : resolver.getRegisteredClasses()) {
            if (isMadeLast(known.getName())) {
                Serializer inner = resolver.getSerializer(known);
                resolver.registerSerializer(
                        known,
                        Map.class.isAssignableFrom(known)
                                ? new OfMap(resolver, known, inner, open)
                                : new OfCollection(resolver, known, inner, open));
            }
        }
    }

    private static boolean isMadeLast(String name) {
        return name.equals("java.util.Arrays$ArrayList")
                || name.startsWith("java.util.Collections$Singleton")
                || name.startsWith("java.util.Collections$Unmodifiable")
                || name.startsWith("java.util.ImmutableCollections$")
                || name.startsWith("java.util.concurrent.CopyOnWrite");
    }

    private static void write(Serializer inner, OpenObjects open, WriteContext context, Object value) {
        open.enter(value);
        inner.write(context, value);
        open.leave();
    }

    private static final class OfCollection extends CollectionSerializer<Collection> {
        private final Serializer inner;
        private final OpenObjects open;

        OfCollection(ClassResolver resolver, Class type, Serializer inner, OpenObjects open) {
            super(resolver, type, false);
            this.inner = inner;
            this.open = open;
        }

        @Override
        public void write(WriteContext context, Collection value) {
            WrapperSerializers.write(inner, open, context, value);
        }

        @Override
        public Collection read(ReadContext context) {
            return (Collection) inner.read(context);
        }
    }

    private static final class OfMap extends MapSerializer<Map> {
        private final Serializer inner;
        private final OpenObjects open;

        OfMap(ClassResolver resolver, Class type, Serializer inner, OpenObjects open) {
            super(resolver, type, false);
            this.inner = inner;
            this.open = open;
        }

        @Override
        public void write(WriteContext context, Map value) {
            WrapperSerializers.write(inner, open, context, value);
        }

        @Override
        public Map read(ReadContext context) {
            return (Map) inner.read(context);
        }
    }
}
