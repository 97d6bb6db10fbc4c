package io.spillway.tier.disk.child;

import java.util.ArrayList;
import java.util.List;

/** What a process can be in the middle of when it is killed, told by what is on the stacks of its threads. */
public enum Activity {
    /** Finding out what the predecessor left. */
    OPEN("KeptStore", "load"),
    /** Looking through a file for frames. */
    SCAN("RawFrames", "scan"),
    /** Making a volume. */
    MAKE("VolumeFile", "create"),
    /** Writing the hint file of a full volume. */
    SEAL("Sealer", "seal"),
    /** Moving what is alive out of a volume. */
    MERGE("Merger", "empty"),
    /** Writing an entry in pieces. */
    PIECES("EntryWriter", "writeInPieces"),
    /** Writing the notice of a removal. */
    BURY("Mortuary", "bury"),
    /** Beginning a new generation. */
    CLEAR("DiskTier", "clear"),
    /** Replacing the manifest. */
    MANIFEST("Manifest", "write"),
    /** Closing. */
    CLOSE("DiskTier", "finish");

    private static final String PACKAGE = "io.spillway.tier.disk.";

    private final String type;
    private final String method;

    Activity(String type, String method) {
        this.type = PACKAGE + type;
        this.method = method;
    }

    /** A bit of a set of activities. */
    @SuppressWarnings("EnumOrdinal") // whoever reads it runs the same class
    public int bit() {
        return 1 << ordinal();
    }

    /** The members of a set of bits. */
    public static List<Activity> of(int bits) {
        List<Activity> members = new ArrayList<>();
        for (Activity activity : values()) {
            if ((bits & activity.bit()) != 0) {
                members.add(activity);
            }
        }
        return members;
    }

    /** What the threads of this process are in the middle of. */
    static int now() {
        int bits = 0;
        for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
            for (StackTraceElement element : stack) {
                if (element.getClassName().startsWith(PACKAGE)) {
                    for (Activity activity : values()) {
                        boolean same = element.getClassName().equals(activity.type)
                                && element.getMethodName().equals(activity.method);
                        bits |= same ? activity.bit() : 0;
                    }
                }
            }
        }
        return bits;
    }
}
