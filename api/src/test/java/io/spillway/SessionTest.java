package io.spillway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678912Z");

    private static Session.Builder builder() {
        return Session.builder("id", NOW);
    }

    @Test
    void beginsActiveOfNobodyAndForFiveMinutes() {
        Session session = builder().build();
        assertThat(session.isAnonymous()).isTrue();
        assertThat(session.state()).isEqualTo(Session.State.ACTIVE);
        assertThat(session.created()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(session.lastAccessed()).isEqualTo(session.created());
        assertThat(session.expires()).isEqualTo(session.created().plus(Duration.ofMinutes(5)));
        assertThat(session.isExpiredAt(session.expires().minusMillis(1))).isFalse();
        assertThat(session.isExpiredAt(session.expires())).isTrue();
        assertThat(session.metadata()).isEqualTo(SessionMetadata.NONE);
    }

    @Test
    void livesItsTimeAfterItsLastUse() {
        Session session = builder().timeToLive(Duration.ofSeconds(10)).build();
        Session used = session.accessedAt(NOW.plusSeconds(7));
        assertThat(used.expires()).isEqualTo(session.created().plusSeconds(17));
        assertThat(used.created()).isEqualTo(session.created());
        assertThat(session.expires()).isEqualTo(session.created().plusSeconds(10));
    }

    @Test
    void mayLiveForever() {
        Session session =
                builder().timeToLive(Duration.ofSeconds(Long.MAX_VALUE)).build();
        assertThat(session.isExpiredAt(NOW.plus(Duration.ofDays(365_000_000)))).isFalse();
        assertThat(session.accessedAt(NOW).expires()).isEqualTo(session.expires());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void refusesNoTimeAtAll(String time) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().timeToLive(Duration.parse(time)))
                .withMessageContaining("positive");
    }

    @Test
    void numbersHaveOneForm() {
        Session session = builder()
                .put("int", 1)
                .put("short", (short) 1)
                .put("byte", (byte) 1)
                .put("small", BigInteger.ONE)
                .put("large", BigInteger.TWO.pow(64))
                .put("float", 0.1f)
                .put("decimal", new BigDecimal("0.10"))
                .put("exact", new BigDecimal("0.1234567890123456789"))
                .put("nested", List.of(Map.of("a", 7)))
                .build();
        assertThat(session.get("int")).isEqualTo(1L);
        assertThat(session.get("short")).isEqualTo(1L);
        assertThat(session.get("byte")).isEqualTo(1L);
        assertThat(session.get("small")).isEqualTo(1L);
        assertThat(session.get("large")).isEqualTo(BigInteger.TWO.pow(64));
        assertThat(session.get("float")).isEqualTo(0.1);
        assertThat(session.get("decimal")).isEqualTo(0.1);
        assertThat(session.get("exact")).isEqualTo(new BigDecimal("0.1234567890123456789"));
        assertThat(session.get("nested")).isEqualTo(List.of(Map.of("a", 7L)));
        assertThat(session.toBuilder().build()).isEqualTo(session).hasSameHashCodeAs(session);
    }

    @Test
    void sharesNothingThatCanChange() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<String, Object> map = new HashMap<>(Map.of("list", list));
        Session session = builder().put("map", map).build();
        list.add(2);
        map.put("more", true);
        assertThat(session.get("map")).isEqualTo(Map.of("list", List.of(1L)));
        byte[] bytes = {1};
        SessionAttribute attribute = SessionAttribute.of(bytes);
        bytes[0] = 2;
        attribute.bytes()[0] = 3;
        assertThat(attribute).isEqualTo(SessionAttribute.of(new byte[] {1}));
    }

    @Test
    void tellsWhereWhatIsThatJsonDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        builder().put("a", List.of(Map.of("b", Set.of()))).build())
                .withMessageStartingWith("data.a[0].b is a java.util.")
                .withMessageContaining("attributes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().put("a", Double.NaN).build())
                .withMessageStartingWith("data.a is NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().put("a", Map.of(1, 2)).build())
                .withMessageContaining("key 1, which is not a string");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().put("a", "x\ud800y").build())
                .withMessageContaining("half of a character at 1");
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().put("a", self).build())
                .withMessageContaining("too deep");
    }

    @Test
    void nullIsAValue() {
        Session session = builder().put("a", null).build();
        assertThat(session.data()).containsKey("a");
        assertThat(session.without("a").data()).isEmpty();
        assertThat(session.with("a", "b").get("a")).isEqualTo("b");
    }

    @Test
    void tellsNoSecretWhenPrinted() {
        assertThat(Session.builder("secret", NOW)
                        .put("password", "open")
                        .build()
                        .toString())
                .doesNotContain("secret", "open");
    }

    @Test
    void idsAreLongAndAllDifferent() {
        SessionIds ids = new SessionIds();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next();
            assertThat(id).matches("[A-Za-z0-9_-]{32}");
            all.add(id);
        }
        assertThat(all).hasSize(10_000);
    }
}
