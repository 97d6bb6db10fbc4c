package io.spillway.tier;

/** Events for the JDK's flight recorder. A JVM without the module {@code jdk.jfr} has none. Safe for use by any thread. */
public final class Flight {
    private static final boolean THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Flight() {}

    /** An event under way, of which nothing is recorded before it ends. */
    public interface Span {
        /** Nobody records this. */
        Span NONE = (subject, detail) -> {};

        /**
         * The event is over.
         *
         * @param subject whose event it is
         * @param detail what else is to be said of it; may be empty
         */
        void end(String subject, String detail);
    }

    /** An entry is handed down to disk. */
    static Span spill() {
        return THERE ? SpillEvent.start() : Span.NONE;
    }

    /** An entry may be brought back to the heap. */
    static Span restore() {
        return THERE ? RestoreEvent.start() : Span.NONE;
    }

    /** The content of a file is moved elsewhere. */
    public static Span merge() {
        return THERE ? MergeEvent.start() : Span.NONE;
    }

    /** Redis does not answer. */
    public static Span redisOutage() {
        return THERE ? RedisOutageEvent.start() : Span.NONE;
    }
}
