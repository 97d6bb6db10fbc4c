package io.spillway;

import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** Changes a session where it is, at once and alone; one whose time is over goes. */
final class SessionChange implements EntryProcessor<String, Session, @Nullable Session> {
    private final Instant now;
    private final FoundExpired expired;
    private final UnaryOperator<Session> function;

    SessionChange(Instant now, FoundExpired expired, UnaryOperator<Session> function) {
        this.now = now;
        this.expired = expired;
        this.function = function;
    }

    @Override
    public @Nullable Session process(MutableEntry<String, Session> entry, Object... arguments) {
        Session before = entry.getValue();
        if (before == null) {
            return null;
        }
        if (before.isExpiredAt(now)) {
            expired.add(before.id());
            entry.remove();
            return null;
        }
        Session after = function.apply(before);
        if (after == null) {
            throw new IllegalArgumentException(
                    "The function made null of a session. Use terminate to end one; return the same to change nothing");
        }
        if (!after.id().equals(before.id())) {
            throw new IllegalArgumentException(
                    "The function gave the session another id. Make another session instead");
        }
        Session used = after.accessedAt(now);
        entry.setValue(used);
        return used;
    }
}
