package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.Session;
import io.spillway.SessionAttribute;
import io.spillway.SessionMetadata;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionJsonTest {
    private static final String FULL = """
        {"id":"abc","userId":"alice","created":"2026-01-02T03:04:05.678Z","lastAccessed":"2026-01-02T03:05:00Z",\
        "timeToLive":"PT5M","expires":"2026-01-02T03:10:00Z","state":"active",\
        "metadata":{"clientAddress":"192.0.2.7","userAgent":"curl","source":"api","attributes":{"campaign":"spring"}},\
        "data":{"cart":[{"sku":"apples","count":3}],"large":18446744073709551616,"exact":0.1234567890123456789,"none":null},\
        "attributes":{"object":"AQI="}}""";

    private final JsonCodec codec = new JsonCodec(
            SessionJsonTest.class.getClassLoader(),
            new ClassPolicy("sessions", List.of(Session.class), List.of()),
            String.class,
            Session.class);

    private static Session full() {
        return Session.builder("abc", Instant.parse("2026-01-02T03:04:05.678Z"))
                .userId("alice")
                .timeToLive(Duration.ofMinutes(5))
                .lastAccessed(Instant.parse("2026-01-02T03:05:00Z"))
                .metadata(new SessionMetadata("192.0.2.7", "curl", "api").with("campaign", "spring"))
                .put("cart", List.of(Map.of("sku", "apples")))
                .put("cart", List.of(new java.util.LinkedHashMap<>(ordered())))
                .put("large", BigInteger.TWO.pow(64))
                .put("exact", new BigDecimal("0.1234567890123456789"))
                .put("none", null)
                .attribute("object", SessionAttribute.of(new byte[] {1, 2}))
                .build();
    }

    private static Map<String, Object> ordered() {
        Map<String, Object> item = new java.util.LinkedHashMap<>();
        item.put("sku", "apples");
        item.put("count", 3);
        return item;
    }

    private String json(Session session) {
        byte[] bytes = codec.encode(session);
        return new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
    }

    private Session session(String json) {
        byte[] bytes = ("\0" + json).getBytes(StandardCharsets.UTF_8);
        return (Session) codec.decode(bytes, 0, bytes.length);
    }

    @Test
    void hasNamesThatOtherProgramsCanRelyOn() {
        assertThat(json(full())).isEqualTo(FULL);
        assertThat(session(FULL)).isEqualTo(full());
    }

    @Test
    void leavesOutWhatThereIsNot() {
        assertThat(json(Session.builder("abc", Instant.EPOCH).build())).isEqualTo("""
            {"id":"abc","created":"1970-01-01T00:00:00Z","lastAccessed":"1970-01-01T00:00:00Z","timeToLive":"PT5M",\
            "expires":"1970-01-01T00:05:00Z","state":"active","metadata":{},"data":{}}""");
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        String newer = FULL.replace("\"source\"", "\"device\":{\"kind\":\"phone\"},\"source\"")
                .replace("\"state\"", "\"risk\":[0.5],\"state\"");
        Session read = session(newer);
        assertThat(read.unknown()).containsOnlyKeys("risk", "metadata");
        Session changed = read.with("more", 1);
        assertThat(json(changed)).contains("\"device\":{\"kind\":\"phone\"}").contains("\"risk\":[0.5]");
        assertThat(session(json(changed))).isEqualTo(changed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"id\":\"abc\"}",
                "{\"id\":\"abc\",\"created\":\"yesterday\"}",
            })
    void refusesWhatIsNone(String json) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> session(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"data\":7",
                "\"data\":[1]",
                "\"state\":\"asleep\"",
                "\"userId\":3",
                "\"attributes\":{\"a\":\"%\"}"
            })
    void refusesWhatIsWrongInOne(String wrong) {
        String name = wrong.substring(0, wrong.indexOf(':'));
        String without = FULL.replaceAll(name + ":(\"[^\"]*\"|\\{[^{}]*(\\[.*?][^{}]*)?})(,|})", "");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> session("{" + wrong + "," + without.substring(1)));
    }

    @Property(tries = 300)
    void whatIsReadEqualsWhatWasWritten(@ForAll("values") Object value) {
        Session session =
                Session.builder("id", Instant.EPOCH).put("value", value).build();
        assertThat(session(json(session))).isEqualTo(session);
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                Arbitraries.strings().map(SessionJsonTest::wellFormed),
                Arbitraries.longs(),
                Arbitraries.bigIntegers(),
                Arbitraries.doubles(),
                Arbitraries.floats(),
                Arbitraries.bigDecimals().ofScale(30),
                Arbitraries.of(true, false));
        return Arbitraries.recursive(
                () -> plain,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(4).map(list -> (Object) list),
                        Combinators.combine(inner, inner).as((a, b) -> (Object) Map.of("a", a, "\u00e9\"", b))),
                0,
                3);
    }

    private static Object wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
