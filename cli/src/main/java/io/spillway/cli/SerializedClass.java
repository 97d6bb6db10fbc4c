package io.spillway.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.util.Optional;

/** Which class a payload names that Java serialization made, found without loading any class. */
final class SerializedClass {
    private static final int TAG = 1;

    private SerializedClass() {}

    /** The class of the object in a payload. */
    static Optional<String> nameIn(byte[] payload) {
        if (payload.length <= TAG) {
            return Optional.empty();
        }
        try (Naming in = new Naming(new ByteArrayInputStream(payload, TAG, payload.length - TAG))) {
            in.readObject();
            return Optional.empty();
        } catch (Named e) {
            return Optional.ofNullable(e.getMessage());
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            // Another codec's bytes, or such as name nothing.
            return Optional.empty();
        }
    }

    /** Ends at the first class. */
    private static final class Naming extends ObjectInputStream {
        Naming(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException {
            throw new Named(description.getName());
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new Named(String.join(", ", interfaces));
        }
    }

    private static final class Named extends IOException {
        private static final long serialVersionUID = 1L;

        Named(String name) {
            super(name);
        }
    }
}
