package io.spillway.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization, with a filter: see {@link ClassPolicy} for which classes it instantiates. Classes are looked up in
 * the cache manager's class loader, then in the thread's. Safe for use by any thread.
 */
public final class JavaCodec implements ValueCodec {
    private final ClassLoader loader;
    private final ClassPolicy policy;

    /** Creates a codec that finds classes through {@code loader} and instantiates those that {@code policy} allows. */
    public JavaCodec(ClassLoader loader, ClassPolicy policy) {
        this.loader = loader;
        this.policy = policy;
    }

    @Override
    public PayloadFormat format() {
        return PayloadFormat.JAVA;
    }

    @Override
    public byte[] encode(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (ObjectOutputStream out = new NotingStream(bytes)) {
            out.writeObject(object);
        } catch (NotSerializableException e) {
            throw new CodecException(
                    "A " + object.getClass().getName() + " can't be stored by value because " + e.getMessage()
                            + " isn't Serializable. Let that class implement java.io.Serializable, or configure the"
                            + " cache with store-by-value: false to keep references in the heap only",
                    e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw new CodecException(
                    "A " + object.getClass().getName() + " can't be stored by value: serializing it failed with " + e,
                    e);
        }
        return bytes.toByteArray();
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        try (ObjectInputStream in = new LoadingStream(new ByteArrayInputStream(bytes, offset, length), length)) {
            return in.readObject();
        } catch (RefusedClassException e) {
            throw new CodecException(String.valueOf(e.getMessage()), e);
        } catch (ClassNotFoundException e) {
            throw new CodecException(
                    "Class " + e.getMessage() + ", of a stored object, isn't found by the cache manager's class loader "
                            + loader,
                    e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw new CodecException("A stored object can't be read: " + e, e);
        }
    }

    /** Notes the classes that this process encodes. */
    private final class NotingStream extends ObjectOutputStream {
        NotingStream(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        protected void annotateClass(Class<?> type) {
            policy.noteEncoded(type);
        }

        @Override
        protected void annotateProxyClass(Class<?> type) {
            policy.noteEncoded(type);
            for (Class<?> face : type.getInterfaces()) {
                policy.noteEncoded(face);
            }
        }
    }

    private final class LoadingStream extends ObjectInputStream {
        LoadingStream(InputStream in, int length) throws IOException {
            super(in);
            @Nullable ObjectInputFilter ofAll = ObjectInputFilter.Config.getSerialFilter();
            setObjectInputFilter(info -> {
                // The JVM's own filter, jdk.serialFilter, holds for these streams as for others.
                boolean refused = ofAll != null && ofAll.checkInput(info) == ObjectInputFilter.Status.REJECTED;
                if (refused || info.arrayLength() > ClassPolicy.longestArray(length)) {
                    return ObjectInputFilter.Status.REJECTED;
                }
                // Classes are judged where they are resolved, so that the error can name them.
                return ObjectInputFilter.Status.ALLOWED;
            });
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            policy.check(description.getName());
            try {
                return load(description.getName());
            } catch (ClassNotFoundException e) {
                // Primitive types have no loader; ObjectInputStream knows them.
                return super.resolveClass(description);
            }
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
            Class<?>[] faces = new Class<?>[interfaces.length];
            for (int i = 0; i < interfaces.length; i++) {
                policy.check(interfaces[i]);
                faces[i] = load(interfaces[i]);
            }
            try {
                return proxyClass(faces);
            } catch (IllegalArgumentException e) {
                throw new InvalidClassException("A proxy of a stored object can't be made: " + e.getMessage());
            }
        }

        @SuppressWarnings("deprecation") // the class is wanted before any instance is, as ObjectInputStream does
        private Class<?> proxyClass(Class<?>[] faces) {
            return Proxy.getProxyClass(faces.length == 0 ? loader : faces[0].getClassLoader(), faces);
        }

        @SuppressWarnings("ReferenceEquality") // class loaders are told apart by identity
        private Class<?> load(String name) throws ClassNotFoundException {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException e) {
                @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
                if (context == null || context == loader) {
                    throw e;
                }
                return Class.forName(name, false, context);
            }
        }
    }
}
