package io.spillway.spring.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.session.FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

import io.spillway.CacheTiers;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.cache.configuration.MutableConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.session.FlushMode;
import org.springframework.session.SaveMode;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDeletedEvent;
import org.springframework.session.events.SessionExpiredEvent;

class SpillwaySessionRepositoryTest {
    @TempDir
    Path folder;

    private Repositories opened;
    private SpillwaySessionRepository repository;

    @BeforeEach
    void open() throws Exception {
        open("");
    }

    private void open(String yaml) throws Exception {
        opened = new Repositories(folder, yaml);
        repository = opened.repository();
    }

    private void reopen(String yaml) throws Exception {
        opened.close();
        open(yaml);
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private SpillwaySession saved(String... attributes) {
        SpillwaySession session = repository.createSession();
        for (int i = 0; i < attributes.length; i += 2) {
            session.setAttribute(attributes[i], attributes[i + 1]);
        }
        repository.save(session);
        return session;
    }

    private SpillwaySession ofPrincipal(String name) {
        return saved(PRINCIPAL_NAME_INDEX_NAME, name);
    }

    private SpillwaySession find(SpillwaySession session) {
        return repository.findById(session.getId());
    }

    @Test
    void aSessionIsThereOnceItIsSavedAndGoneOnceItIsDeleted() {
        SpillwaySession session = repository.createSession();
        session.setAttribute("a", "1");
        assertThat(find(session)).isNull();
        repository.save(session);
        SpillwaySession found = find(session);
        assertThat(found.<String>getAttribute("a")).isEqualTo("1");
        assertThat(found.getAttributeNames()).containsExactly("a");
        assertThat(found.getCreationTime())
                .isEqualTo(session.getCreationTime().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        assertThat(found.getMaxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
        repository.deleteById(session.getId());
        assertThat(find(session)).isNull();
        repository.deleteById(session.getId());
    }

    @Test
    void createdAndDeletedSessionsAreToldOf() {
        SpillwaySession session = saved("a", "1");
        repository.save(find(session));
        repository.deleteById(session.getId());
        assertThat(opened.events()).hasSize(2);
        assertThat(opened.events().get(0))
                .isInstanceOfSatisfying(
                        SessionCreatedEvent.class,
                        event -> assertThat(event.getSessionId()).isEqualTo(session.getId()));
        assertThat(opened.events().get(1)).isInstanceOfSatisfying(SessionDeletedEvent.class, event -> {
            assertThat(event.getSessionId()).isEqualTo(session.getId());
            assertThat(event.getSession().<String>getAttribute("a")).isEqualTo("1");
        });
    }

    @Test
    void expiredSessionsAreToldOfWithWhatTheyHeld() {
        SpillwaySession session = repository.createSession();
        session.setMaxInactiveInterval(Duration.ofSeconds(1));
        session.setAttribute("a", "1");
        session.setAttribute(PRINCIPAL_NAME_INDEX_NAME, "rose");
        repository.save(session);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(opened.events())
                        .anySatisfy(event -> assertThat(event)
                                .isInstanceOfSatisfying(SessionExpiredEvent.class, expired -> {
                                    assertThat(expired.getSessionId()).isEqualTo(session.getId());
                                    assertThat(expired.getSession().<String>getAttribute("a"))
                                            .isEqualTo("1");
                                })));
        assertThat(find(session)).isNull();
        assertThat(repository.findByPrincipalName("rose")).isEmpty();
    }

    @Test
    void aSessionThatWasNotUsedForTooLongIsNotFound() {
        SpillwaySession session = repository.createSession();
        session.setLastAccessedTime(Instant.now().minus(Duration.ofMinutes(31)));
        repository.save(session);
        assertThat(find(session)).isNull();
        SpillwaySession forever = repository.createSession();
        forever.setMaxInactiveInterval(Duration.ofSeconds(-1));
        forever.setLastAccessedTime(Instant.now().minus(Duration.ofDays(1000)));
        repository.save(forever);
        assertThat(find(forever)).isNotNull();
    }

    @Test
    void accessesAndIntervalsAreKept() {
        SpillwaySession session = saved("a", "1");
        Instant later = Instant.now().plus(Duration.ofMinutes(1)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        SpillwaySession found = find(session);
        found.setLastAccessedTime(later);
        found.setMaxInactiveInterval(Duration.ofHours(3));
        repository.save(found);
        assertThat(find(session).getLastAccessedTime()).isEqualTo(later);
        assertThat(find(session).getMaxInactiveInterval()).isEqualTo(Duration.ofHours(3));
        assertThat(find(session).<String>getAttribute("a")).isEqualTo("1");
    }

    @Test
    void attributesAreChangedAndRemoved() {
        SpillwaySession session = saved("a", "1", "b", "2", "c", "3");
        SpillwaySession found = find(session);
        found.setAttribute("a", "changed");
        found.removeAttribute("b");
        found.setAttribute("c", null);
        repository.save(found);
        assertThat(find(session).getAttributeNames()).containsExactly("a");
        assertThat(find(session).<String>getAttribute("a")).isEqualTo("changed");
    }

    @Test
    void requestsThatChangeDifferentAttributesLoseNone() throws Exception {
        SpillwaySession session = saved("first", "1");
        int requests = 40;
        CyclicBarrier together = new CyclicBarrier(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            String name = "attribute-" + i;
            futures.add(threads.submit(() -> {
                SpillwaySession view = find(session);
                view.setAttribute(name, name);
                together.await(60, TimeUnit.SECONDS);
                repository.save(view);
                return null;
            }));
        }
        for (Future<?> future : futures) {
            future.get(2, TimeUnit.MINUTES);
        }
        threads.shutdown();
        assertThat(find(session).getAttributeNames()).hasSize(requests + 1);
    }

    @Test
    void whatIsSavedAfterwardsDoesNotBringADeletedSessionBack() {
        SpillwaySession session = saved("a", "1");
        SpillwaySession slow = find(session);
        slow.setAttribute("b", "2");
        repository.deleteById(session.getId());
        repository.save(slow);
        assertThat(find(session)).isNull();
    }

    @Test
    void anIdIsChangedAndTheOldOneIsGone() {
        SpillwaySession session = ofPrincipal("rose");
        SpillwaySession found = find(session);
        String old = found.getId();
        String changed = found.changeSessionId();
        found.setAttribute("a", "1");
        assertThat(changed).isNotEqualTo(old);
        repository.save(found);
        assertThat(repository.findById(old)).isNull();
        assertThat(repository.findById(changed).<String>getAttribute("a")).isEqualTo("1");
        assertThat(repository.findByPrincipalName("rose")).containsOnlyKeys(changed);
        found.changeSessionId();
        found.changeSessionId();
        repository.save(found);
        assertThat(repository.findByPrincipalName("rose")).containsOnlyKeys(found.getId());
        assertThat(opened.events()).hasSize(1);
    }

    @Test
    void anIdIsChangedBeforeTheFirstSaveAndAfterADeletion() {
        SpillwaySession session = repository.createSession();
        String first = session.getId();
        session.changeSessionId();
        repository.save(session);
        assertThat(repository.findById(first)).isNull();
        assertThat(find(session)).isNotNull();

        SpillwaySession view = find(session);
        repository.deleteById(session.getId());
        view.changeSessionId();
        repository.save(view);
        assertThat(find(view)).isNull();
    }

    @Test
    void whatWasChangedUnderTheOldIdComesAlong() {
        SpillwaySession session = saved("a", "1");
        SpillwaySession login = find(session);
        SpillwaySession other = find(session);
        login.changeSessionId();
        other.setAttribute("b", "2");
        repository.save(other);
        repository.save(login);
        assertThat(find(login).<String>getAttribute("b")).isEqualTo("2");
    }

    @Test
    void sessionsAreFoundByTheirPrincipal() {
        SpillwaySession one = ofPrincipal("rose");
        SpillwaySession two = ofPrincipal("rose");
        SpillwaySession other = ofPrincipal("iris");
        saved("a", "1");
        assertThat(repository.findByPrincipalName("rose")).containsOnlyKeys(one.getId(), two.getId());
        assertThat(repository.findByPrincipalName("nobody")).isEmpty();
        assertThat(repository.findByIndexNameAndIndexValue("another index", "rose"))
                .isEmpty();

        SpillwaySession accessed = find(one);
        accessed.setLastAccessedTime(Instant.now());
        repository.save(accessed);
        assertThat(repository.findByPrincipalName("rose")).containsOnlyKeys(one.getId(), two.getId());
        repository.deleteById(one.getId());
        assertThat(repository.findByPrincipalName("rose")).containsOnlyKeys(two.getId());
        SpillwaySession changed = find(two);
        changed.setAttribute(PRINCIPAL_NAME_INDEX_NAME, "iris");
        repository.save(changed);
        assertThat(repository.findByPrincipalName("rose")).isEmpty();
        assertThat(repository.findByPrincipalName("iris")).containsOnlyKeys(other.getId(), two.getId());
        changed = find(two);
        changed.removeAttribute(PRINCIPAL_NAME_INDEX_NAME);
        repository.save(changed);
        assertThat(repository.findByPrincipalName("iris")).containsOnlyKeys(other.getId());
        changed = find(other);
        changed.setAttribute("unrelated", "1");
        repository.save(changed);
        assertThat(repository.findByPrincipalName("iris")).containsOnlyKeys(other.getId());
    }

    @Test
    void ofSessionsOfOnePrincipalThatAreCreatedTogetherAllAreFound() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<String>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(threads.submit(() -> ofPrincipal("rose").getId()));
        }
        List<String> created = new ArrayList<>();
        for (Future<String> future : futures) {
            created.add(future.get(2, TimeUnit.MINUTES));
        }
        threads.shutdown();
        assertThat(repository.findByPrincipalName("rose")).containsOnlyKeys(created);
    }

    @Test
    void modesSayWhatIsWrittenAndWhen() {
        SpillwaySession session = repository.createSession();
        session.setAttribute("list", new ArrayList<>(List.of("1")));
        repository.save(session);

        SpillwaySession onSet = find(session);
        onSet.<List<String>>getAttribute("list").add("2");
        repository.save(onSet);
        assertThat(find(session).<List<String>>getAttribute("list")).containsExactly("1");

        repository.setSaveMode(SaveMode.ON_GET_ATTRIBUTE);
        SpillwaySession onGet = find(session);
        onGet.<List<String>>getAttribute("list").add("2");
        repository.save(onGet);
        assertThat(find(session).<List<String>>getAttribute("list")).containsExactly("1", "2");

        repository.setSaveMode(SaveMode.ALWAYS);
        SpillwaySession always = find(session);
        always.<List<String>>getAttribute("list").add("3");
        repository.save(always);
        assertThat(find(session).<List<String>>getAttribute("list")).containsExactly("1", "2", "3");

        repository.setFlushMode(FlushMode.IMMEDIATE);
        SpillwaySession immediate = repository.createSession();
        assertThat(find(immediate)).isNotNull();
        immediate.setAttribute("a", "1");
        assertThat(find(immediate).<String>getAttribute("a")).isEqualTo("1");
        assertThat(opened.events())
                .filteredOn(SessionCreatedEvent.class::isInstance)
                .hasSize(2);
    }

    @Test
    void thousandsOfSessionsSpillAndAreFound() throws Exception {
        reopen("caches: { 'spring-sessions*': { heap: 200KB } }");
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sessions.add(saved("number", String.valueOf(i)).getId());
        }
        for (int i = 0; i < sessions.size(); i++) {
            assertThat(repository.findById(sessions.get(i)).<String>getAttribute("number"))
                    .isEqualTo(String.valueOf(i));
        }
        CacheTiers tiers = opened.manager().getCache("spring-sessions").unwrap(CacheTiers.class);
        assertThat(tiers.disk().hits()).isPositive();
        assertThat(tiers.evictions()).isZero();
    }

    @Test
    void whatCannotBeStoredIsSaidWithTheAttributesName() {
        SpillwaySession session = repository.createSession();
        session.setAttribute("thread", new Object());
        assertThatThrownBy(() -> repository.save(session))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'thread'");
    }

    @Test
    void sessionsSurviveARestart() throws Exception {
        String yaml = "directory: FOLDER/caches\ncaches: { 'spring-sessions*': { survives: restart } }";
        reopen(yaml);
        SpillwaySession session = ofPrincipal("rose");
        reopen(yaml);
        assertThat(find(session).<String>getAttribute(PRINCIPAL_NAME_INDEX_NAME))
                .isEqualTo("rose");
        assertThat(repository.findByPrincipalName("rose")).containsOnlyKeys(session.getId());
    }

    record Cart(String product) implements Serializable {}

    @Test
    void anAttributeThatCannotBeReadCostsNoOther() throws Exception {
        String yaml = "directory: FOLDER/caches\ncaches: { 'spring-sessions*': { survives: restart%s } }";
        reopen(yaml.formatted(""));
        SpillwaySession session = repository.createSession();
        session.setAttribute("cart", new Cart("book"));
        session.setAttribute("a", "1");
        repository.save(session);
        assertThat(find(session).<Cart>getAttribute("cart")).isEqualTo(new Cart("book"));

        reopen(yaml.formatted(""));
        SpillwaySession found = find(session);
        assertThat(found.<Cart>getAttribute("cart"))
                .as("its class is not allowed")
                .isNull();
        assertThat(found.getAttributeNames()).containsExactly("a");
        found.setAttribute("b", "2");
        repository.save(found);

        reopen(yaml.formatted(", allow: [io.spillway.spring.session.*]"));
        assertThat(find(session).<Cart>getAttribute("cart"))
                .as("its bytes have stayed")
                .isEqualTo(new Cart("book"));
        assertThat(find(session).getAttributeNames()).containsExactlyInAnyOrder("a", "b", "cart");
    }

    @Test
    void aDeclaredCacheIsRefusedWithWhatToWrite() {
        opened.close();
        assertThatThrownBy(() -> open("caches: { spring-sessions: {} }"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'spring-sessions*'");
        try (Repositories another = new Repositories(folder, "")) {
            another.manager().createCache("x-index", new MutableConfiguration<>());
            assertThatThrownBy(() -> new SpillwaySessionRepository(
                            another.manager(), "x", getClass().getClassLoader(), event -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'x-index'");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void frameAndItsEdges() {
        SessionFrame frame = new SessionFrame(1, 2, -1, Map.of("i", "ä"), Map.of("name", new byte[] {1, 2}));
        byte[] bytes = frame.encode();
        assertThat(SessionFrame.decode(bytes)).usingRecursiveComparison().isEqualTo(frame);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SessionFrame.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        bytes[0] = 2;
        assertThatThrownBy(() -> SessionFrame.decode(bytes)).hasMessageContaining("format 2");
    }
}
