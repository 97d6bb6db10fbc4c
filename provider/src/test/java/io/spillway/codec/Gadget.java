package io.spillway.codec;

import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** A class that does something when it is instantiated, as those do that attacks by serialized bytes are made of. */
public class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How often it was. */
    static final AtomicInteger instances = new AtomicInteger();

    /** Something that bytes can set. */
    public String command = "";

    /** As a codec calls it. */
    public Gadget() {
        instances.incrementAndGet();
    }
}
