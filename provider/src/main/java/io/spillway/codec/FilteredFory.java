package io.spillway.codec;

import java.lang.reflect.Field;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.fory.Fory;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.memory.MemoryUtils;
import org.apache.fory.resolver.ClassResolver;
import org.apache.fory.resolver.TypeResolver;
import org.apache.fory.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * One instance of Fory that writes and reads faithful types only, and reads names of classes only if the policy allows them.
 * For one thread at a time.
 *
 * <p>Fields are matched by name, so that classes may gain and lose some. Nothing is generated: for the graphs of caches that
 * gains little, takes a compiler along, and leaves classes behind.
 */
final class FilteredFory {
    /** Deeper graphs overflow a usual stack, which is seen to; Fory makes room for so many. */
    private static final int LONGEST_CHAIN = 10_000;

    static {
        preventCleanerThread();
    }

    private final Fory fory;
    private final ClassPolicy policy;
    private final FaithfulTypes types;
    private final Set<String> mentioned;
    private boolean encoding;

    /**
     * Creates an instance.
     *
     * @param types shared by those of one cache
     * @param mentioned the same: names of classes that this run's bytes have in them, be it only as what a field is declared
     */
    FilteredFory(ClassLoader loader, ClassPolicy policy, FaithfulTypes types, Set<String> mentioned) {
        this.policy = policy;
        this.types = types;
        this.mentioned = mentioned;
        this.fory = Fory.builder()
                .withXlang(false)
                .withRefTracking(true)
                .withCompatible(true)
                .withCodegen(false)
                .withAsyncCompilation(false)
                .withClassLoader(loader)
                .requireClassRegistration(false)
                .suppressClassRegistrationWarnings(true)
                .withDeserializeUnknownClass(false)
                .serializeEnumByName(true)
                .withMaxDepth(LONGEST_CHAIN)
                .withMaxTypeFields(Short.MAX_VALUE)
                .withMaxTypeMetaBytes(16 << 20)
                .withMaxSchemaVersionsPerType(Integer.MAX_VALUE)
                .withMaxAverageSchemaVersionsPerType(Integer.MAX_VALUE)
                .withMaxGraphMemoryBytes(Long.MAX_VALUE)
                .withTypeChecker((resolver, name) -> check(name))
                .withSerializerFactory(this::require)
                .build();
        replaceSerializers();
    }

    /**
     * Fory starts a thread that does no more than forget references to classes that are gone, and would keep the class loader
     * of this class for as long as the JVM runs. What it forgets is as small as the classes are few.
     */
    private static void preventCleanerThread() {
        try {
            Field started =
                    Class.forName("org.apache.fory.collection.MultiKeyWeakMap").getDeclaredField("CLEANER_STARTED");
            started.setAccessible(true);
            if (started.get(null) instanceof AtomicBoolean flag) {
                flag.set(true);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.getLogger(FilteredFory.class.getName())
                    .log(System.Logger.Level.DEBUG, "This version of Fory may keep a thread", e);
        }
    }

    /**
     * Fory knows types of its own accord that are not faithful, or do more than hold data, when they are read; and others that
     * it writes while they are changed, or not as they are.
     */
    private void replaceSerializers() {
        ClassResolver resolver = (ClassResolver) fory.getTypeResolver();
        for (Class<?> known : resolver.getRegisteredClasses()) {
            if (!types.isFaithful(known)) {
                resolver.registerSerializer(known, RefusingSerializers.of(resolver, known));
            }
        }
        SnapshotSerializers.addTo(resolver);
        ExactSerializers.addTo(resolver);
        WrapperSerializers.addTo(resolver, OpenObjects.of(fory.getWriteContext()));
    }

    /** Called for each class that bytes are to name, or name; of some there is no instance. */
    private boolean check(String name) {
        if (encoding) {
            mentioned.add(name);
        } else if (!mentioned.contains(name)) {
            try {
                policy.check(name);
            } catch (RefusedClassException e) {
                if (!isInterface(name)) {
                    throw new CodecException(String.valueOf(e.getMessage()), e);
                }
            }
        }
        return true;
    }

    /** Fields are declared as interfaces, of which there is no instance. Nothing is run to find out. */
    private boolean isInterface(String name) {
        try {
            return Class.forName(name, false, fory.getClassLoader()).isInterface();
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Called for each class that Fory does not know; null lets it choose how to write it. */
    private @Nullable Serializer<?> require(TypeResolver resolver, Class<?> type) {
        if (encoding) {
            types.require(type);
            note(type);
        } else if (!types.isFaithful(type)) {
            throw new CodecException(
                    "A stored object can't be read: it was written when " + type.getName()
                            + " could be, and the class has changed since: " + types.reason(type),
                    null);
        }
        return SnapshotSerializers.of(resolver, type);
    }

    /** Bytes name the classes that an object's class extends, too. */
    private void note(Class<?> type) {
        @Nullable Class<?> part = type;
        while (part != null && part != Object.class) {
            policy.noteEncoded(part);
            part = part.getSuperclass();
        }
    }

    /** Encodes an object after a mark. */
    byte[] encode(Object object, int mark) {
        encoding = true;
        try {
            MemoryBuffer buffer = fory.getBuffer();
            buffer.writerIndex(0);
            buffer.writeInt32(Integer.reverseBytes(mark));
            fory.serialize(buffer, object);
            return buffer.getBytes(0, buffer.writerIndex());
        } finally {
            fory.resetBuffer();
        }
    }

    @Nullable Object decode(byte[] bytes, int offset, int length) {
        encoding = false;
        return fory.deserialize(MemoryUtils.wrap(bytes, offset, length));
    }
}
