package io.spillway.codec;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.function.IntFunction;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.reflect.FieldAccessor;
import org.apache.fory.resolver.ClassResolver;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.ArraySerializers;
import org.apache.fory.serializer.Serializer;
import org.apache.fory.serializer.collection.CollectionSerializer;
import org.apache.fory.serializer.collection.CollectionSerializers;
import org.apache.fory.serializer.collection.MapSerializer;
import org.apache.fory.serializer.collection.MapSerializers;
import org.jspecify.annotations.Nullable;

/**
 * Serializers for Fory, of what other threads may change while it is written. Fory looks at the elements of a collection or an
 * array before it writes them, and then writes them, by address, as what they were when it looked; were they others by then, it
 * would read memory that isn't theirs. So each is copied first, and the copy is written. The bytes are those that Fory's own
 * serializers make.
 */
@SuppressWarnings({"rawtypes", "unchecked", "NonApiType", "JdkObsolete"}) // as Fory has them
final class SnapshotSerializers {
    private SnapshotSerializers() {}

    /** Takes the place of Fory's own serializers of those types that it knows. */
    static void addTo(ClassResolver resolver) {
        collection(resolver, ArrayList.class, ArrayList::new);
        collection(resolver, LinkedList.class, size -> new LinkedList<>());
        collection(resolver, ArrayDeque.class, ArrayDeque::new);
        collection(resolver, Vector.class, Vector::new);
        collection(resolver, HashSet.class, size -> new HashSet<>(capacity(size)));
        collection(resolver, LinkedHashSet.class, size -> new LinkedHashSet<>(capacity(size)));
        resolver.registerSerializer(TreeSet.class, new OfTreeSet(resolver));
        resolver.registerSerializer(HashMap.class, new OfHashMap(resolver));
        resolver.registerSerializer(LinkedHashMap.class, new OfLinkedHashMap(resolver));
        resolver.registerSerializer(TreeMap.class, new OfTreeMap(resolver));
        resolver.registerSerializer(EnumMap.class, new OfEnumMap(resolver));
        resolver.registerSerializer(StringBuilder.class, new OfStringBuilder(resolver));
        resolver.registerSerializer(StringBuffer.class, new OfStringBuffer(resolver));
        for (Class<?> known : resolver.getRegisteredClasses()) {
            if (EnumSet.class.isAssignableFrom(known) && known != EnumSet.class) {
                resolver.registerSerializer(known, new OfEnumSet(resolver, (Class<EnumSet>) known));
            } else if (isOfReferences(known)) {
                resolver.registerSerializer(known, new OfArray(resolver, known, resolver.getSerializer(known)));
            }
        }
    }

    private static <T extends Collection> void collection(
            ClassResolver resolver, Class<T> type, IntFunction<T> constructor) {
        resolver.registerSerializer(type, new OfCollection<>(resolver, type, constructor));
    }

    /** A serializer of a type that Fory doesn't know by itself, if nothing else would do; null if something does. */
    static @Nullable Serializer<?> of(TypeResolver resolver, Class<?> type) {
        if (isOfReferences(type)) {
            return new OfArray(resolver, type, new ArraySerializers.ObjectArraySerializer(resolver, type));
        }
        return EnumSet.class.isAssignableFrom(type) ? new OfEnumSet(resolver, (Class<EnumSet>) type) : null;
    }

    private static boolean isOfReferences(Class<?> type) {
        return type.isArray() && !type.getComponentType().isPrimitive();
    }

    /** With which a table holds so many without growing. */
    private static int capacity(int size) {
        return size + size / 3 + 1;
    }

    private static void writeSize(WriteContext context, int size) {
        context.getBuffer().writeVarUInt32Small7(size);
    }

    private static final class OfCollection<T extends Collection> extends CollectionSerializer<T> {
        private final IntFunction<T> constructor;

        OfCollection(TypeResolver resolver, Class<T> type, IntFunction<T> constructor) {
            super(resolver, type, true);
            this.constructor = constructor;
        }

        @Override
        public Collection onCollectionWrite(WriteContext context, T collection) {
            Collection copy = Snapshots.of(collection);
            writeSize(context, copy.size());
            return copy;
        }

        @Override
        public T newCollection(ReadContext context, boolean elementReadAlwaysAdvances) {
            int size = readCollectionSize(context, context.getBuffer(), elementReadAlwaysAdvances);
            setNumElements(size);
            T made = constructor.apply(size);
            context.reference(made);
            return made;
        }
    }

    private static final class OfTreeSet extends CollectionSerializers.SortedSetSerializer<TreeSet> {
        OfTreeSet(TypeResolver resolver) {
            super(resolver, TreeSet.class);
        }

        @Override
        public Collection onCollectionWrite(WriteContext context, TreeSet set) {
            Collection copy = Snapshots.of((Collection) set);
            writeSize(context, copy.size());
            context.writeRef(set.comparator());
            return copy;
        }
    }

    private static final class OfEnumSet extends CollectionSerializers.EnumSetSerializer {
        OfEnumSet(TypeResolver resolver, Class<EnumSet> type) {
            super(resolver, type);
        }

        /** What a copy says of its size may be of another moment than its elements, until it is filled anew. */
        @Override
        public void write(WriteContext context, EnumSet set) {
            EnumSet elements = set.clone();
            EnumSet copy = elements.clone();
            copy.clear();
            for (Object element : elements) {
                copy.add(element);
            }
            super.write(context, copy);
        }
    }

    private static final class OfHashMap extends MapSerializer<HashMap> {
        OfHashMap(TypeResolver resolver) {
            super(resolver, HashMap.class, true);
        }

        @Override
        public Map onMapWrite(WriteContext context, HashMap map) {
            Map copy = Snapshots.of(map);
            writeSize(context, copy.size());
            return copy;
        }

        @Override
        public HashMap newMap(ReadContext context, boolean entryReadAlwaysAdvances) {
            int size = readMapSize(context, context.getBuffer(), entryReadAlwaysAdvances);
            setNumElements(size);
            HashMap made = new HashMap(capacity(size));
            context.reference(made);
            return made;
        }
    }

    /** Of a map in the order of access, Fory would make one in the order of insertion. */
    private static final class OfLinkedHashMap extends MapSerializer<LinkedHashMap> {
        private static final FieldAccessor ACCESS_ORDER = accessOrder();

        OfLinkedHashMap(TypeResolver resolver) {
            super(resolver, LinkedHashMap.class, true);
        }

        private static FieldAccessor accessOrder() {
            try {
                Field field = LinkedHashMap.class.getDeclaredField("accessOrder");
                return FieldAccessor.createAccessor(field);
            } catch (NoSuchFieldException e) {
                throw new IllegalStateException("This JDK's LinkedHashMap is another one", e);
            }
        }

        @Override
        public Map onMapWrite(WriteContext context, LinkedHashMap map) {
            if (ACCESS_ORDER.getBoolean(map)) {
                throw new UnfaithfulException("it holds a LinkedHashMap in the order of access");
            }
            Map copy = Snapshots.of((Map) map);
            writeSize(context, copy.size());
            return copy;
        }

        @Override
        public LinkedHashMap newMap(ReadContext context, boolean entryReadAlwaysAdvances) {
            int size = readMapSize(context, context.getBuffer(), entryReadAlwaysAdvances);
            setNumElements(size);
            LinkedHashMap made = new LinkedHashMap(capacity(size));
            context.reference(made);
            return made;
        }
    }

    private static final class OfTreeMap extends MapSerializers.SortedMapSerializer<TreeMap> {
        OfTreeMap(TypeResolver resolver) {
            super(resolver, TreeMap.class);
        }

        @Override
        public Map onMapWrite(WriteContext context, TreeMap map) {
            Map copy = Snapshots.of((Map) map);
            writeSize(context, copy.size());
            context.writeRef(map.comparator());
            return copy;
        }
    }

    private static final class OfEnumMap extends MapSerializers.EnumMapSerializer {
        OfEnumMap(TypeResolver resolver) {
            super(resolver);
        }

        /** What a copy says of its size may be of another moment than its entries, until it is filled anew. */
        @Override
        public Map onMapWrite(WriteContext context, EnumMap map) {
            EnumMap entries = map.clone();
            EnumMap copy = entries.clone();
            copy.clear();
            for (Object entry : entries.entrySet()) {
                copy.put((Enum) ((Map.Entry) entry).getKey(), ((Map.Entry) entry).getValue());
            }
            return super.onMapWrite(context, copy);
        }
    }

    private static final class OfArray extends Serializer<Object[]> {
        private final Serializer<Object[]> unguarded;

        OfArray(TypeResolver resolver, Class<?> type, Serializer<?> unguarded) {
            super(resolver.getConfig(), (Class) type);
            this.unguarded = (Serializer) unguarded;
        }

        @Override
        public void write(WriteContext context, Object[] array) {
            unguarded.write(context, array.clone());
        }

        @Override
        public Object[] read(ReadContext context) {
            return unguarded.read(context);
        }
    }

    /** Fory takes the characters and their number one after the other. */
    private static final class OfStringBuilder extends Serializer<StringBuilder> {
        OfStringBuilder(TypeResolver resolver) {
            super(resolver.getConfig(), StringBuilder.class);
        }

        @Override
        public void write(WriteContext context, StringBuilder text) {
            context.writeString(textOf(text));
        }

        @Override
        public StringBuilder read(ReadContext context) {
            return new StringBuilder(context.readString());
        }
    }

    private static final class OfStringBuffer extends Serializer<StringBuffer> {
        OfStringBuffer(TypeResolver resolver) {
            super(resolver.getConfig(), StringBuffer.class);
        }

        @Override
        public void write(WriteContext context, StringBuffer text) {
            context.writeString(textOf(text));
        }

        @Override
        public StringBuffer read(ReadContext context) {
            return new StringBuffer(context.readString());
        }
    }

    private static String textOf(CharSequence text) {
        try {
            return text.toString();
        } catch (RuntimeException e) {
            throw Snapshots.changed(text, e);
        }
    }
}
