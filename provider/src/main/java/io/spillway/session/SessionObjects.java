package io.spillway.session;

import io.spillway.Session;
import io.spillway.SessionAttribute;
import io.spillway.codec.ClassPolicy;
import io.spillway.codec.CodecException;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.ObjectCodec;
import io.spillway.codec.PayloadCodec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * The Java objects in sessions. Each is encoded by itself, so an object whose class was changed, renamed or taken away by a new
 * version of the application costs that object at most, and never the session.
 *
 * <p>Objects are encoded as {@code codec: object} does it, and which classes may be read follows the same rule as in a cache:
 * those of which this process has encoded an object, plain values and collections of the JDK, and what {@code allow} names.
 *
 * <p>Safe for use by any thread.
 */
public final class SessionObjects {
    private static final System.Logger LOG = System.getLogger(SessionObjects.class.getName());
    /** So many reasons are remembered as told. */
    private static final int MOST_REASONS = 1000;

    private final PayloadCodec codec;
    private final String name;
    private final WhenObjectUnreadable whenUnreadable;
    private final LongAdder unreadable = new LongAdder();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * Creates what encodes and decodes the objects of some sessions.
     *
     * @param name of the sessions, for messages
     * @param loader finds the classes
     * @param allow patterns of class names, such as {@code com.example.**}, that bytes of an earlier run may name
     * @param whenUnreadable what becomes of what can't be read
     */
    public SessionObjects(String name, ClassLoader loader, List<String> allow, WhenObjectUnreadable whenUnreadable) {
        ClassPolicy policy = new ClassPolicy(name, List.of(), allow);
        ObjectCodec object = new ObjectCodec(loader, policy);
        this.codec = new PayloadCodec(object, new JavaCodec(loader, policy), object);
        this.name = name;
        this.whenUnreadable = whenUnreadable;
    }

    /**
     * What of a session can be read.
     *
     * @param session the session to go on with: without what could not be read, if that is dropped
     * @param objects the objects, by name; cannot be changed, though they can
     */
    public record Opened(Session session, Map<String, Object> objects) {
        /** Copies the map. */
        public Opened {
            objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
        }
    }

    /**
     * Reads all objects of a session.
     *
     * @throws CacheException if one can't be read, and that is to be an error
     */
    public Opened open(Session session) {
        Map<String, Object> objects = new LinkedHashMap<>();
        Session.Builder readable = session.toBuilder();
        session.attributes().forEach((attribute, bytes) -> {
            Object object = decode(attribute, bytes);
            if (object != null) {
                objects.put(attribute, object);
            } else if (whenUnreadable == WhenObjectUnreadable.DROP) {
                readable.removeAttribute(attribute);
            }
        });
        return new Opened(objects.size() == session.attributes().size() ? session : readable.build(), objects);
    }

    /**
     * Reads one object of a session; nothing if it has none of this name, or it can't be read.
     *
     * @throws CacheException if it can't be read, and that is to be an error
     */
    public Optional<Object> get(Session session, String attribute) {
        SessionAttribute bytes = session.attributes().get(attribute);
        return bytes == null ? Optional.empty() : Optional.ofNullable(decode(attribute, bytes));
    }

    /**
     * The session with an object, as it is now: what is done to the object later changes no session.
     *
     * @throws CacheException if the object can't be encoded
     */
    public Session put(Session session, String attribute, Object object) {
        return session.toBuilder()
                .attribute(attribute, encode(attribute, object))
                .build();
    }

    /** The session without an object. */
    public Session remove(Session session, String attribute) {
        return session.toBuilder().removeAttribute(attribute).build();
    }

    /**
     * An object, encoded.
     *
     * @throws CacheException if it can't be encoded
     */
    public SessionAttribute encode(String attribute, Object object) {
        try {
            return SessionAttribute.of(codec.encode(object));
        } catch (CodecException e) {
            throw new CacheException(
                    "The attribute '" + attribute + "' can't be kept in a session of '" + name + "': " + e.getMessage(),
                    e);
        }
    }

    /** How often an object could not be read. */
    public long unreadable() {
        return unreadable.sum();
    }

    private @Nullable Object decode(String attribute, SessionAttribute bytes) {
        try {
            return codec.decode(bytes.bytes());
        } catch (CodecException e) {
            unreadable.increment();
            String reason = String.valueOf(e.getMessage());
            if (whenUnreadable == WhenObjectUnreadable.FAIL) {
                throw new CacheException(
                        "The attribute '" + attribute + "' of a session of '" + name + "' can't be read: " + reason, e);
            }
            if (told.size() < MOST_REASONS && told.add(attribute + reason)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The attribute '" + attribute + "' of a session of '" + name + "' can't be read, and is "
                                + (whenUnreadable == WhenObjectUnreadable.DROP
                                        ? "dropped"
                                        : "left out; its bytes are kept")
                                + ": " + reason + ". This is said once a reason");
            }
            return null;
        }
    }
}
