package io.spillway.codec;

import java.lang.reflect.InvocationTargetException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4: the library's native code, ten times as fast, where the JVM grants that without a warning, or else its Java code. Both
 * write the same format, if not the same bytes.
 */
public final class Lz4 {
    private static final int FIRST_TO_WARN = 24;
    private static final LZ4Factory FACTORY = mayBeNative() ? LZ4Factory.fastestInstance() : LZ4Factory.safeInstance();

    /** Compresses. */
    public static final LZ4Compressor COMPRESSOR = FACTORY.fastCompressor();

    /** Decompresses, and believes no length that it is not told. */
    public static final LZ4SafeDecompressor DECOMPRESSOR = FACTORY.safeDecompressor();

    private Lz4() {}

    private static boolean mayBeNative() {
        if (Runtime.version().feature() < FIRST_TO_WARN) {
            return true;
        }
        try {
            // Of Java 22, and this is compiled for 17.
            Object enabled = Module.class.getMethod("isNativeAccessEnabled").invoke(LZ4Factory.class.getModule());
            return Boolean.TRUE.equals(enabled);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
