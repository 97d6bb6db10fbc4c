package io.spillway.tier.disk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/**
 * Opens packages of the JDK as {@code --add-opens} does, without the flag.
 *
 * <p>The way leads through the JDK's trusted lookup, which {@code sun.misc.Unsafe} can read. JDKs that refuse that ({@code
 * --sun-misc-unsafe-memory-access=deny}, or a later release) refuse Chronicle Map itself as well.
 */
final class JdkPackages {
    private JdkPackages() {}

    /** Opens packages, given as module/package, to everyone; packages that this runtime does not have are skipped. */
    static void open(String... packages) throws ReflectiveOperationException {
        MethodHandle open = trustedLookup()
                .findVirtual(Module.class, "implAddOpens", MethodType.methodType(void.class, String.class));
        for (String name : packages) {
            int slash = name.indexOf('/');
            String packageName = name.substring(slash + 1);
            Optional<Module> module = ModuleLayer.boot().findModule(name.substring(0, slash));
            if (module.isPresent() && module.get().getPackages().contains(packageName)) {
                invoke(open, module.get(), packageName);
            }
        }
        permitNativeAccess();
    }

    /** From JDK 24 on, the library that reserves room for files would be warned of. */
    private static void permitNativeAccess() throws ReflectiveOperationException {
        MethodHandle permit;
        try {
            permit = trustedLookup()
                    .findStatic(
                            Module.class, "implAddEnableNativeAccessToAllUnnamed", MethodType.methodType(void.class));
        } catch (NoSuchMethodException e) {
            // an earlier JDK
            return;
        }
        try {
            permit.invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
    }

    /** Defines a class in a class loader, in whatever package it names. */
    static void define(ClassLoader loader, byte[] bytes) throws ReflectiveOperationException {
        // java.lang is open by now, by a flag or by open().
        var define =
                ClassLoader.class.getDeclaredMethod("defineClass", String.class, byte[].class, int.class, int.class);
        define.setAccessible(true);
        try {
            define.invoke(loader, null, bytes, 0, bytes.length);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof LinkageError linkage) {
                throw linkage;
            }
            throw e;
        }
    }

    /** Whether this JVM lets {@code sun.misc.Unsafe} reach into memory, without which Chronicle can do nothing. */
    static boolean isMemoryAccessPermitted() {
        try {
            Object unsafe = unsafe();
            unsafe.getClass().getMethod("arrayBaseOffset", Class.class).invoke(unsafe, byte[].class);
            return true;
        } catch (InvocationTargetException e) {
            return false;
        } catch (ReflectiveOperationException e) {
            // Not this class is denied, but it isn't there: no flag would help, and Chronicle says more of it.
            return true;
        }
    }

    /** By reflection, as the compiler warns of each mention of the class, which nothing can suppress. */
    private static Object unsafe() throws ReflectiveOperationException {
        Field theUnsafe = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        theUnsafe.setAccessible(true);
        return theUnsafe.get(null);
    }

    private static MethodHandles.Lookup trustedLookup() throws ReflectiveOperationException {
        Object unsafe = unsafe();
        Class<?> type = unsafe.getClass();
        Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
        Object base = type.getMethod("staticFieldBase", Field.class).invoke(unsafe, trusted);
        Object offset = type.getMethod("staticFieldOffset", Field.class).invoke(unsafe, trusted);
        return (MethodHandles.Lookup)
                type.getMethod("getObject", Object.class, long.class).invoke(unsafe, base, offset);
    }

    private static void invoke(MethodHandle handle, Module module, String packageName)
            throws ReflectiveOperationException {
        try {
            handle.invoke(module, packageName);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
    }
}
