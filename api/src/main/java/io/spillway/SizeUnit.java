package io.spillway;

/** Units of sizes in bytes; each is 1024 times the one before. */
public enum SizeUnit {
    /** 1 byte. */
    B,
    /** 1024 bytes. */
    KB,
    /** 1024 KB. */
    MB,
    /** 1024 MB. */
    GB,
    /** 1024 GB. */
    TB;

    /** A size as a configuration file has it, such as {@code 100MB}. */
    String of(long amount) {
        if (amount < 1) {
            throw new IllegalArgumentException("A size must be 1" + this + " at the least, not " + amount + this);
        }
        return amount + name();
    }
}
