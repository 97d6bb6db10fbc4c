package io.spillway.spring.session;

import io.spillway.codec.ClassPolicy;
import io.spillway.codec.CodecException;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.ObjectCodec;
import io.spillway.codec.PayloadCodec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Turns attributes into bytes and back, each by itself. Safe for use by any thread. */
final class AttributeCodec {
    private static final System.Logger LOG = System.getLogger(AttributeCodec.class.getName());

    private final String cache;
    private final PayloadCodec codec;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /**
     * Creates a codec.
     *
     * @param cache the name of the cache of sessions, for messages
     * @param loader finds the classes of attributes
     * @param allow names and patterns of classes that the bytes of an earlier run or of another node may name
     */
    AttributeCodec(String cache, ClassLoader loader, Collection<String> allow) {
        this.cache = cache;
        ClassPolicy policy = new ClassPolicy(cache, List.of(), allow);
        this.codec = new PayloadCodec(new ObjectCodec(loader, policy), new JavaCodec(loader, policy));
    }

    /**
     * Encodes an attribute.
     *
     * @throws IllegalArgumentException if it can't be encoded
     */
    byte[] encode(String name, Object value) {
        try {
            return codec.encode(value);
        } catch (CodecException e) {
            throw new IllegalArgumentException(
                    "The session attribute '" + name + "' can't be stored: " + e.getMessage(), e);
        }
    }

    /** The attribute; empty if it can't be read, which is said once for each name. */
    Optional<Object> decode(String name, byte[] bytes) {
        try {
            return Optional.of(codec.decode(bytes));
        } catch (CodecException e) {
            if (reported.add(name)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The attribute ''{0}'' of a session in cache ''{1}'' can't be read; to the application it is not"
                                + " there, and its bytes stay until it is set or removed. This is said once for each name."
                                + " {2}",
                        name,
                        cache,
                        e.getMessage());
            }
            return Optional.empty();
        }
    }
}
