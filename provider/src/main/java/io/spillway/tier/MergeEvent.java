package io.spillway.tier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("io.spillway.Merge")
@Label("Merge")
@Description("What was alive in a volume was moved to others")
@Category("Spillway")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Threshold("0 ms")
final class MergeEvent extends Event implements Flight.Span {
    @Label("File")
    private String file = "";

    @Label("Outcome")
    private String outcome = "";

    static Flight.Span start() {
        MergeEvent event = new MergeEvent();
        if (!event.isEnabled()) {
            return NONE;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(String subject, String detail) {
        this.file = subject;
        this.outcome = detail;
        commit();
    }
}
