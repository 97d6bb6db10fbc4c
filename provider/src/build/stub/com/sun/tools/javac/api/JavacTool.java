package com.sun.tools.javac.api;

import java.lang.reflect.Proxy;
import javax.tools.JavaCompiler;

/**
 * Stands in for the compiler on a Java runtime that has none. Chronicle asks for a compiler when it starts, but never calls
 * it here, because the one class that it would compile is already there.
 */
public final class JavacTool {
    private JavacTool() {}

    /** A compiler that refuses to compile. */
    public static JavaCompiler create() {
        return (JavaCompiler) Proxy.newProxyInstance(
                JavacTool.class.getClassLoader(), new Class<?>[] {JavaCompiler.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException("This Java runtime has no compiler (module jdk.compiler)");
                });
    }
}
