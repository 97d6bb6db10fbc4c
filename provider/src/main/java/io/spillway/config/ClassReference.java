package io.spillway.config;

import io.spillway.ConfigurationException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * A class that a configuration names, and where it does so. Equal to any other reference to a class of that name.
 *
 * <p>Immutable and safe for use by any thread.
 */
public final class ClassReference {
    private final String name;
    private final Location location;

    ClassReference(String name, Location location) {
        this.name = name;
        this.location = location;
    }

    /** The name as {@link Class#forName(String)} takes it. */
    public String name() {
        return name;
    }

    /**
     * Loads the class, without initializing it.
     *
     * @throws ConfigurationException if the loader does not find it
     */
    public Class<?> load(ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw problem(
                    "the class " + name + " cannot be loaded; write its full name, package included, and make sure that"
                            + " the cache manager's class loader finds it",
                    e);
        }
    }

    /**
     * Loads the class and makes an instance with its constructor without parameters.
     *
     * @throws ConfigurationException if the class is not found or has no such public constructor, or the constructor
     *     throws
     */
    public Object instantiate(ClassLoader loader) {
        Class<?> type = load(loader);
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw problem("the constructor of " + name + " failed: " + e.getTargetException(), e.getTargetException());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw problem(name + " must be a public class with a public constructor without parameters", e);
        }
    }

    /** An exception that names the place of this reference. */
    public ConfigurationException problem(String problem, @Nullable Throwable cause) {
        return location.problem(problem, cause);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClassReference that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
