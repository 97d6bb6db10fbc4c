package io.spillway.codec;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A fast codec for arbitrary graphs of objects, by Apache Fory: several times as fast as Java serialization. Safe for use by
 * any thread.
 *
 * <p>It takes what it gives back as Java serialization would, as {@link FaithfulTypes} knows, and is unfaithful to everything
 * else, which is left to Java serialization. Which classes bytes may name is up to the cache's {@link ClassPolicy}, as there.
 *
 * <p>Its bytes begin with a mark of the run that made them. What another run made, perhaps with classes of other fields, is
 * read field by field, and looked through by {@link TypedGraph} afterwards. Keys have the mark of no run, and so the same bytes
 * in all of them.
 */
public final class ObjectCodec implements ValueCodec {
    private static final System.Logger LOG = System.getLogger(ObjectCodec.class.getName());

    /** The mark of what is to be the same in every run. */
    private static final int NO_RUN = 0;

    private final ClassLoader loader;
    private final ClassPolicy policy;
    private final int run = new SecureRandom().nextInt(1, Integer.MAX_VALUE);
    private final TypedGraph graph = new TypedGraph();
    /** Made when it is first needed: many caches never hold anything that needs it. */
    private final AtomicReference<@Nullable ForyPool> pool = new AtomicReference<>();

    private volatile boolean unusable;

    /** Creates a codec that finds classes through {@code loader} and instantiates those that {@code policy} allows. */
    public ObjectCodec(ClassLoader loader, ClassPolicy policy) {
        this.loader = loader;
        this.policy = policy;
    }

    @Override
    public PayloadFormat format() {
        return PayloadFormat.OBJECT;
    }

    @Override
    public byte[] encode(Object object) {
        return encode(object, run);
    }

    @Override
    public byte[] encodeKey(Object key) {
        return encode(key, NO_RUN);
    }

    private byte[] encode(Object object, int mark) {
        ForyPool present = pool();
        if (present == null) {
            throw new UnfaithfulException("this JVM doesn't let it work");
        }
        return present.encode(object, mark);
    }

    @Override
    public Object decode(byte[] bytes, int offset, int length) {
        if (length <= Integer.BYTES) {
            throw new CodecException("A stored object can't be read: it is cut off", null);
        }
        ForyPool present = pool();
        if (present == null) {
            throw new CodecException(
                    "A stored object can't be read: it was written with `codec: object`, which this JVM doesn't let work."
                            + " Add this flag to the java command: --sun-misc-unsafe-memory-access=allow",
                    null);
        }
        Object decoded = present.decode(bytes, offset + Integer.BYTES, length - Integer.BYTES);
        if (decoded == null) {
            throw new CodecException("A stored object can't be read: its bytes stand for null", null);
        }
        if (ByteBuffer.wrap(bytes, offset, length).getInt() != run) {
            check(decoded);
        }
        return decoded;
    }

    /** Looks through collections of the user's own, which may throw what they like. */
    private void check(Object decoded) {
        try {
            graph.check(decoded);
        } catch (CodecException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new CodecException("A stored object can't be read: looking through it failed with " + e, e);
        }
    }

    /** Null where the JVM lacks what Fory needs; then Java serialization does the work, which is said once. */
    private @Nullable ForyPool pool() {
        ForyPool present = pool.get();
        if (present != null || unusable) {
            return present;
        }
        try {
            ForyPool made = new ForyPool(loader, policy);
            return pool.compareAndSet(null, made) ? made : pool.get();
        } catch (LinkageError | RuntimeException e) {
            unusable = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The codec `object` can't work on this JVM, so that values are written by Java serialization, which is"
                            + " slower. Newer JVMs need --sun-misc-unsafe-memory-access=allow for it",
                    e);
            return null;
        }
    }
}
