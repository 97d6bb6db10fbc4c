package io.spillway.tier.disk;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheException;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What Chronicle Map needs of the JVM, once per process and before its first class is initialized: packages of the JDK that
 * it reaches into, two classes that it would otherwise have to compile, and silence.
 */
final class ChronicleRuntime {
    /** Set to {@code false}, this system property forbids to open packages of the JDK; then JVM flags must do it. */
    static final String OPEN_MODULES = "spillway.open-modules";

    private static final System.Logger LOG = System.getLogger(ChronicleRuntime.class.getName());
    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    private ChronicleRuntime() {}

    /**
     * Makes sure that Chronicle can work in this JVM; without initializing any of its classes.
     *
     * @throws CacheException that names the JVM flags to add, if the JVM forbids what is needed
     */
    static void requireAccess() {
        String missing = Access.MISSING;
        if (!missing.isEmpty()) {
            throw new CacheException("A cache with a disk tier needs access to internals of the JDK that this JVM does"
                    + " not grant. Add these flags to the java command (before -jar or the main class, or in the"
                    + " environment variable JDK_JAVA_OPTIONS): " + missing + " . Caches without a disk tier work"
                    + " without them; the system property " + OPEN_MODULES + "=true lets Spillway do the same by"
                    + " itself, where the JVM permits it.");
        }
    }

    /** Initializes Chronicle, at its first call; takes some tenths of a second then. */
    static void start() {
        requireAccess();
        Startup.run();
    }

    /**
     * Has the file system give all room of a file. Chronicle asks for it, too, and does not look at the answer.
     *
     * @return false if it did not, or can't; every block must be written once then
     */
    static boolean reserve(Path file) throws IOException {
        start();
        if (!Startup.NATIVE) {
            return false;
        }
        try {
            return hasReserved(PosixAPI.posix(), file);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "The file system reserves no room, so that is done by writing", e);
            return false;
        }
    }

    private static boolean hasReserved(PosixAPI posix, Path file) throws IOException {
        int descriptor = posix.open(file.toString(), OpenFlag.O_RDWR, 0);
        if (descriptor < 0) {
            return false;
        }
        try {
            return posix.fallocate(descriptor, 0, 0, Files.size(file)) == 0;
        } finally {
            posix.close(descriptor);
        }
    }

    /** The outcome of opening the packages, established once. */
    private static final class Access {
        private static final String[] OPENED = {
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.nio",
            "java.base/sun.nio.ch",
            "java.base/jdk.internal.ref",
            "jdk.compiler/com.sun.tools.javac.file",
        };

        /** From JDK 24 on; needed where the default is to deny it, or a flag does. */
        private static final String ALLOW_MEMORY_ACCESS = "--sun-misc-unsafe-memory-access=allow";

        /** The flags that are missing; empty if none. */
        static final String MISSING = establish();

        private static String establish() {
            @Nullable Throwable failure = null;
            if (!"false".equals(System.getProperty(OPEN_MODULES)) && !missing().isEmpty()) {
                try {
                    JdkPackages.open(OPENED);
                } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                    failure = e;
                }
            }
            String missing = missing();
            if (!missing.isEmpty() && failure != null) {
                LOG.log(Level.DEBUG, "Packages of the JDK could not be opened", failure);
            }
            return missing;
        }

        private static String missing() {
            Module user = chronicle();
            Stream<String> closed = Stream.of(OPENED)
                    .filter(name -> !isOpen(name, user))
                    .map(name -> "--add-opens=" + name + "=" + (user.isNamed() ? user.getName() : "ALL-UNNAMED"));
            Stream<String> denied =
                    JdkPackages.isMemoryAccessPermitted() ? Stream.empty() : Stream.of(ALLOW_MEMORY_ACCESS);
            return Stream.concat(denied, closed).collect(Collectors.joining(" "));
        }

        private static boolean isOpen(String name, Module user) {
            int slash = name.indexOf('/');
            String packageName = name.substring(slash + 1);
            Optional<Module> module = ModuleLayer.boot().findModule(name.substring(0, slash));
            return module.map(m -> !m.getPackages().contains(packageName) || m.isOpen(packageName, user))
                    .orElse(true);
        }

        private static Module chronicle() {
            try {
                return Class.forName("net.openhft.chronicle.core.Jvm", false, ChronicleRuntime.class.getClassLoader())
                        .getModule();
            } catch (ClassNotFoundException e) {
                throw new CacheException(
                        "A cache with a disk tier needs Chronicle Map: add net.openhft:chronicle-map, a dependency of"
                                + " spillway-provider, to the class path.",
                        e);
            }
        }
    }

    /** Chronicle's initialization, done once. */
    private static final class Startup {
        static final boolean NATIVE = initialize();

        static void run() {
            // Calling it has initialized the class, which is all there is to do.
        }

        private static boolean initialize() {
            setIfAbsent("chronicle.announcer.disable", "true");
            boolean quieted = setIfAbsent(SLF4J_VERBOSITY, "ERROR");
            try {
                defineClasses();
                routeMessages();
                String posix = PosixAPI.posix().getClass().getSimpleName();
                boolean reserves = !posix.startsWith("NoOp");
                if (!reserves) {
                    LOG.log(
                            Level.INFO,
                            "Room on disk cannot be reserved natively (is java.io.tmpdir writable?); new files are"
                                    + " written once with zeros instead, which takes longer.");
                }
                return reserves;
            } finally {
                if (quieted) {
                    System.clearProperty(SLF4J_VERBOSITY);
                }
            }
        }

        private static boolean setIfAbsent(String property, String value) {
            boolean absent = System.getProperty(property) == null;
            if (absent) {
                System.setProperty(property, value);
            }
            return absent;
        }

        /** Without a logging framework Chronicle prints to the console; its errors then go where ours go. */
        private static void routeMessages() {
            String factory = LoggerFactory.getILoggerFactory().getClass().getName();
            if (factory.equals("org.slf4j.helpers.NOPLoggerFactory")) {
                Jvm.setExceptionHandlers(
                        (source, message, thrown) -> LOG.log(Level.WARNING, String.valueOf(message), thrown),
                        (source, message, thrown) -> LOG.log(Level.DEBUG, String.valueOf(message), thrown),
                        (source, message, thrown) -> LOG.log(Level.TRACE, String.valueOf(message), thrown));
            }
        }

        private static void defineClasses() {
            try {
                // Into Chronicle's own package and loader: there Chronicle looks before it compiles.
                MethodHandles.privateLookupIn(VanillaGlobalMutableState.class, MethodHandles.lookup())
                        .defineClass(resource("NativeGlobalState.bin"));
            } catch (LinkageError e) {
                LOG.log(Level.DEBUG, "Defined already, by another copy of Spillway", e);
            } catch (IllegalAccessException e) {
                throw new CacheException("Chronicle Map's package cannot be reached", e);
            }
            if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
                try {
                    JdkPackages.define(VanillaGlobalMutableState.class.getClassLoader(), resource("CompilerStub.bin"));
                } catch (LinkageError e) {
                    LOG.log(Level.DEBUG, "Defined already, by another copy of Spillway", e);
                } catch (ReflectiveOperationException | RuntimeException e) {
                    throw new CacheException(
                            "A cache with a disk tier needs the module jdk.compiler in this Java runtime, as a stand-in"
                                    + " for it could not be defined.",
                            e);
                }
            }
        }

        private static byte[] resource(String name) {
            try (InputStream in = ChronicleRuntime.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new CacheException("spillway-provider is incomplete: " + name + " is missing in its jar."
                            + " The Maven build makes it (phase process-classes).");
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new CacheException("Could not read " + name + " from the jar of spillway-provider", e);
            }
        }
    }
}
