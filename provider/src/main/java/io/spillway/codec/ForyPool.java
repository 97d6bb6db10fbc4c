package io.spillway.codec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.fory.exception.ForyException;
import org.jspecify.annotations.Nullable;

/**
 * Instances of Fory, each used by one thread at a time: they are dear to make, and not safe for use by several. Kept in a few
 * places rather than with the threads, which may be many, virtual, and outlive the cache. Safe for use by any thread.
 */
final class ForyPool {
    private static final int PLACES_PER_PROCESSOR = 2;

    private final ClassLoader loader;
    private final ClassPolicy policy;
    private final FaithfulTypes types = new FaithfulTypes();
    private final Set<String> mentioned = ConcurrentHashMap.newKeySet();
    private final AtomicReferenceArray<@Nullable FilteredFory> places;

    /** Makes the first one, to see whether that can be done. */
    ForyPool(ClassLoader loader, ClassPolicy policy) {
        this.loader = loader;
        this.policy = policy;
        this.places = new AtomicReferenceArray<>(
                PLACES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
        places.set(0, make());
    }

    private FilteredFory make() {
        return new FilteredFory(loader, policy, types, mentioned);
    }

    byte[] encode(Object object, int mark) {
        types.require(object.getClass());
        FilteredFory fory = take();
        boolean whole = false;
        try {
            byte[] bytes = fory.encode(object, mark);
            whole = true;
            return bytes;
        } catch (ForyException | IllegalArgumentException | UnsupportedOperationException e) {
            UnfaithfulException unfaithful = Causes.find(e, UnfaithfulException.class);
            if (unfaithful != null) {
                whole = true;
                throw unfaithful;
            }
            CodecException refusal = Causes.find(e, CodecException.class);
            if (refusal != null) {
                whole = true;
                throw refusal;
            }
            // Java serialization may know better, or says better what stands in the way.
            throw new UnfaithfulException(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw new UnfaithfulException("it is nested too deeply");
        } finally {
            if (whole) {
                giveBack(fory);
            }
        }
    }

    @Nullable Object decode(byte[] bytes, int offset, int length) {
        FilteredFory fory = take();
        boolean whole = false;
        try {
            Object decoded = fory.decode(bytes, offset, length);
            whole = true;
            return decoded;
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            CodecException refusal = Causes.find(e, CodecException.class);
            whole = refusal != null; // it was asked, and told no, before it did anything
            throw new CodecException(
                    refusal == null
                            ? "A stored object can't be read: " + Causes.innermost(e)
                            : String.valueOf(refusal.getMessage()),
                    e);
        } finally {
            if (whole) {
                giveBack(fory);
            }
        }
    }

    private FilteredFory take() {
        int start = place();
        for (int i = 0; i < places.length(); i++) {
            int place = (start + i) % places.length();
            FilteredFory fory = places.get(place);
            if (fory != null && places.compareAndSet(place, fory, null)) {
                return fory;
            }
        }
        return make();
    }

    /** One that failed in the middle is not given back; one for which there is no place is let go of. */
    private void giveBack(FilteredFory fory) {
        int start = place();
        for (int i = 0; i < places.length(); i++) {
            if (places.compareAndSet((start + i) % places.length(), null, fory)) {
                return;
            }
        }
    }

    /** Where this thread looks first: mostly its own, so that the caches of its processor are warm. */
    private int place() {
        return (int) (Thread.currentThread().getId() % places.length());
    }
}
