package io.spillway.tier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("io.spillway.Spill")
@Label("Spill")
@Description("An entry was handed down from the heap to disk")
@Category("Spillway")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Threshold("10 ms")
final class SpillEvent extends Event implements Flight.Span {
    @Label("Cache")
    private String cache = "";

    @Label("Outcome")
    private String outcome = "";

    static Flight.Span start() {
        SpillEvent event = new SpillEvent();
        if (!event.isEnabled()) {
            return NONE;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(String subject, String detail) {
        this.cache = subject;
        this.outcome = detail;
        commit();
    }
}
