package io.spillway.tier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("io.spillway.Restore")
@Label("Restore")
@Description("An entry was brought back to the heap")
@Category("Spillway")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Threshold("10 ms")
final class RestoreEvent extends Event implements Flight.Span {
    @Label("Cache")
    private String cache = "";

    @Label("Tier")
    private String tier = "";

    static Flight.Span start() {
        RestoreEvent event = new RestoreEvent();
        if (!event.isEnabled()) {
            return NONE;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(String subject, String detail) {
        this.cache = subject;
        this.tier = detail;
        commit();
    }
}
