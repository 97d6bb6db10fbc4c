package io.spillway.tier;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("io.spillway.RedisOutage")
@Label("Redis outage")
@Description("Redis did not answer")
@Category("Spillway")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads them
@Threshold("100 ms")
final class RedisOutageEvent extends Event implements Flight.Span {
    @Label("Server")
    private String server = "";

    @Label("Reason")
    private String reason = "";

    static Flight.Span start() {
        RedisOutageEvent event = new RedisOutageEvent();
        if (!event.isEnabled()) {
            return NONE;
        }
        event.begin();
        return event;
    }

    @Override
    public void end(String subject, String detail) {
        this.server = subject;
        this.reason = detail;
        commit();
    }
}
