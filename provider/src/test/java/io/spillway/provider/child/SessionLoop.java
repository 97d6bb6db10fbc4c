package io.spillway.provider.child;

import io.spillway.Session;
import io.spillway.SessionMetadata;
import io.spillway.Sessions;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.cache.CacheManager;
import javax.cache.Caching;

/** Creates, changes and terminates sessions until it is killed; notes each thing that was acknowledged. */
public final class SessionLoop {
    /** How many users there are. */
    public static final int USERS = 7;

    private SessionLoop() {}

    /** Runs; the arguments are the configuration, the file for notes, and a seed. */
    public static void main(String[] arguments) throws Exception {
        CacheManager manager = Caching.getCachingProvider()
                .getCacheManager(Path.of(arguments[0]).toUri(), null);
        Sessions sessions = Sessions.open(manager, "sessions");
        Random random = new Random(Long.parseLong(arguments[2]));
        List<String> ids = new ArrayList<>();
        try (Writer notes =
                Files.newBufferedWriter(Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; true; i++) {
                int what = ids.isEmpty() ? 0 : random.nextInt(5);
                String id = ids.isEmpty() ? "" : ids.get(random.nextInt(ids.size()));
                if (what < 2) {
                    String user = "user" + random.nextInt(USERS);
                    Session made = sessions.create(user, SessionMetadata.NONE, Duration.ofHours(1));
                    ids.add(made.id());
                    note(notes, "created " + made.id() + " " + user);
                } else if (what < 4) {
                    sessions.update(id, "n", i);
                    note(notes, "updated " + id + " " + i);
                } else {
                    sessions.terminate(id);
                    ids.remove(id);
                    note(notes, "terminated " + id + " -");
                }
            }
        }
    }

    private static void note(Writer notes, String what) throws Exception {
        notes.write(what + "\n");
        notes.flush();
    }
}
