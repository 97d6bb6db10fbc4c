package io.spillway.config;

/**
 * How often the disk tier waits until what it wrote is on the device, for the sake of power failures; the death of a
 * process loses nothing in any case.
 *
 * @param every after how many writes; 0 if the operating system decides
 */
public record Fsync(int every) {
    /** The operating system decides. */
    public static final Fsync NONE = new Fsync(0);

    /** After each write, before it is acknowledged. */
    public static final Fsync EACH = new Fsync(1);

    /** Checks the number. */
    public Fsync {
        if (every < 0) {
            throw new IllegalArgumentException("every: " + every);
        }
    }

    @Override
    public String toString() {
        return switch (every) {
            case 0 -> "none";
            case 1 -> "each";
            default -> "every " + every;
        };
    }
}
