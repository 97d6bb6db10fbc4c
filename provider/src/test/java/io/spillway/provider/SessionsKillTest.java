package io.spillway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spillway.Session;
import io.spillway.Sessions;
import io.spillway.provider.child.SessionLoop;
import io.spillway.tier.disk.Children;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process in the middle of its sessions: what it was told is so afterwards, for each session and each user. */
class SessionsKillTest {
    private static final int KILLS = Integer.getInteger("spillway.kills", 6);

    @TempDir
    Path folder;

    /** What is known of sessions: the user, and the last number; null before there is one. */
    private final Map<String, String> users = new HashMap<>();

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Set<String> terminated = new HashSet<>();

    @Test
    void whatWasAcknowledgedIsThere() throws Exception {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("SessionsKillTest seed " + seed + ", " + KILLS + " kills");
        Random random = new Random(seed);
        String yaml = """
            directory: %s
            defaults: { survives: crash }
            caches:
              sessions: { key: java.lang.String, value: io.spillway.Session, heap: 20KB, disk: 64MB }
              sessions-by-user: { key: java.lang.String, value: java.lang.String, heap: 20KB, disk: 64MB }
            """.formatted(folder.resolve("data"));
        Path file = Files.writeString(folder.resolve("child.yaml"), yaml);
        for (int kill = 1; kill <= KILLS; kill++) {
            Path notes = folder.resolve("notes" + kill);
            run(file, notes, 100 + random.nextInt(3_000), seed + kill);
            Files.readAllLines(notes).forEach(this::take);
            try (TestManager manager = TestManager.open(folder, yaml)) {
                compare(Sessions.open(manager.manager(), "sessions"), "kill " + kill);
            }
        }
    }

    private void run(Path yaml, Path notes, int most, long seed) throws Exception {
        Process process = Children.start(SessionLoop.class, List.of(), folder.resolve("log"), yaml, notes, seed);
        try {
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        assertThat(process.isAlive())
                                .as(() -> "what the child said: " + said())
                                .isTrue();
                        return Files.exists(notes) && Files.size(notes) > 60L * most;
                    });
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    private void take(String note) {
        String[] words = note.split(" ", -1);
        if (words.length < 3) {
            // The process was killed while it wrote that.
            return;
        }
        switch (words[0]) {
            case "created" -> users.put(words[1], words[2]);
            case "updated" -> numbers.put(words[1], Integer.valueOf(words[2]));
            default -> {
                users.remove(words[1]);
                terminated.add(words[1]);
            }
        }
    }

    /** One thing may have been done that nobody was told of. */
    private void compare(Sessions sessions, String when) {
        Map<String, Session> found = sessions.active().collect(Collectors.toMap(Session::id, session -> session));
        Set<String> gone = new HashSet<>(users.keySet());
        gone.removeAll(found.keySet());
        Set<String> more = new HashSet<>(found.keySet());
        more.removeAll(users.keySet());
        Set<String> changed = users.keySet().stream()
                .filter(found::containsKey)
                .filter(id -> !numberOf(found.get(id)).equals(String.valueOf(numbers.get(id))))
                .collect(Collectors.toSet());
        assertThat(gone.size() + more.size() + changed.size())
                .as("%s: gone %s, more %s, changed %s", when, gone, more, changed)
                .isLessThanOrEqualTo(1);
        assertThat(terminated).as(when).doesNotContainAnyElementsOf(found.keySet());
        // Of one that nobody was told of, the index may not have been told either.
        if (!more.isEmpty()) {
            sessions.repairIndex();
        }
        for (int user = 0; user < SessionLoop.USERS; user++) {
            String name = "user" + user;
            List<String> ids = sessions.byUser(name).map(Session::id).toList();
            assertThat(ids).as("%s, %s", when, name).doesNotHaveDuplicates();
            Set<String> expected = found.values().stream()
                    .filter(session -> name.equals(session.userId()))
                    .map(Session::id)
                    .collect(Collectors.toSet());
            assertThat(ids).as("%s, %s", when, name).containsExactlyInAnyOrderElementsOf(expected);
        }
        // From here on, that is what is known.
        gone.forEach(users::remove);
        more.forEach(id -> users.put(id, String.valueOf(found.get(id).userId())));
        users.keySet().forEach(id -> {
            Object number = found.get(id).data().get("n");
            if (number instanceof Number known) {
                numbers.put(id, known.intValue());
            }
        });
    }

    private static String numberOf(Session session) {
        return String.valueOf(session.data().get("n"));
    }
}
