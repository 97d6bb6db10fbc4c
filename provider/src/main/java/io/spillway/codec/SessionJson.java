package io.spillway.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.spillway.Session;
import io.spillway.SessionAttribute;
import io.spillway.SessionMetadata;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as JSON, under names that do not change, for programs in other languages. Names that it does not know are kept in
 * the session, and written again behind the others; those of the metadata under the metadata's own name.
 */
final class SessionJson {
    private static final String ID = "id";
    private static final String USER = "userId";
    private static final String CREATED = "created";
    private static final String LAST_ACCESSED = "lastAccessed";
    private static final String TIME_TO_LIVE = "timeToLive";
    private static final String EXPIRES = "expires";
    private static final String STATE = "state";
    private static final String METADATA = "metadata";
    private static final String CLIENT_ADDRESS = "clientAddress";
    private static final String USER_AGENT = "userAgent";
    private static final String SOURCE = "source";
    private static final String ATTRIBUTES = "attributes";
    private static final String DATA = "data";

    private SessionJson() {}

    static void addTo(SimpleModule module) {
        module.addSerializer(Session.class, new Writer()).addDeserializer(Session.class, new Reader());
    }

    private static final class Writer extends JsonSerializer<Session> {
        @Override
        public void serialize(Session session, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject(session);
            out.writeStringField(ID, session.id());
            writeIfThere(out, USER, session.userId());
            out.writeStringField(CREATED, session.created().toString());
            out.writeStringField(LAST_ACCESSED, session.lastAccessed().toString());
            out.writeStringField(TIME_TO_LIVE, session.timeToLive().toString());
            out.writeStringField(EXPIRES, session.expires().toString());
            out.writeStringField(STATE, session.state().name().toLowerCase(Locale.ROOT));
            writeMetadata(out, session.metadata(), session.unknown().get(METADATA));
            out.writeObjectFieldStart(DATA);
            writeAll(out, session.data());
            out.writeEndObject();
            if (!session.attributes().isEmpty()) {
                out.writeObjectFieldStart(ATTRIBUTES);
                for (Map.Entry<String, SessionAttribute> attribute :
                        session.attributes().entrySet()) {
                    out.writeStringField(
                            attribute.getKey(), attribute.getValue().base64());
                }
                out.writeEndObject();
            }
            Map<String, @Nullable Object> others = new LinkedHashMap<>(session.unknown());
            others.remove(METADATA);
            writeAll(out, others);
            out.writeEndObject();
        }

        private static void writeMetadata(JsonGenerator out, SessionMetadata metadata, @Nullable Object unknown)
                throws IOException {
            out.writeObjectFieldStart(METADATA);
            writeIfThere(out, CLIENT_ADDRESS, metadata.clientAddress());
            writeIfThere(out, USER_AGENT, metadata.userAgent());
            writeIfThere(out, SOURCE, metadata.source());
            if (!metadata.attributes().isEmpty()) {
                out.writeObjectFieldStart(ATTRIBUTES);
                writeAll(out, metadata.attributes());
                out.writeEndObject();
            }
            if (unknown instanceof Map<?, ?> fields) {
                writeAll(out, fields);
            }
            out.writeEndObject();
        }

        private static void writeIfThere(JsonGenerator out, String name, @Nullable String value) throws IOException {
            if (value != null) {
                out.writeStringField(name, value);
            }
        }

        private static void writeAll(JsonGenerator out, Map<?, ?> values) throws IOException {
            for (Map.Entry<?, ?> entry : values.entrySet()) {
                out.writeFieldName((String) entry.getKey());
                write(out, entry.getValue());
            }
        }

        private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
            if (value instanceof Map<?, ?> map) {
                out.writeStartObject();
                writeAll(out, map);
                out.writeEndObject();
            } else if (value instanceof List<?> list) {
                out.writeStartArray();
                for (Object element : list) {
                    write(out, element);
                }
                out.writeEndArray();
            } else if (value instanceof String text) {
                out.writeString(text);
            } else if (value instanceof Boolean truth) {
                out.writeBoolean(truth);
            } else if (value instanceof Long whole) {
                out.writeNumber(whole);
            } else if (value instanceof BigInteger whole) {
                out.writeNumber(whole);
            } else if (value instanceof Double fraction) {
                out.writeNumber(fraction);
            } else if (value instanceof BigDecimal fraction) {
                out.writeNumber(fraction);
            } else {
                out.writeNull();
            }
        }
    }

    private static final class Reader extends JsonDeserializer<Session> {
        @Override
        public Session deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.isExpectedStartObjectToken()) {
                throw JsonMappingException.from(in, "A session is a JSON object");
            }
            Map<String, @Nullable Object> fields = object(in);
            try {
                return session(fields);
            } catch (DateTimeException | ClassCastException | IllegalArgumentException e) {
                throw JsonMappingException.from(in, "This is not the JSON of a session: " + e.getMessage(), e);
            }
        }

        private static Session session(Map<String, @Nullable Object> fields) {
            Map<String, @Nullable Object> metadata = map(fields, METADATA);
            Session.Builder builder = Session.builder(text(fields, ID), Instant.parse(text(fields, CREATED)))
                    .userId((String) fields.remove(USER))
                    .lastAccessed(Instant.parse(text(fields, LAST_ACCESSED)))
                    .timeToLive(Duration.parse(text(fields, TIME_TO_LIVE)))
                    .expires(Instant.parse(text(fields, EXPIRES)))
                    .state(Session.State.valueOf(text(fields, STATE).toUpperCase(Locale.ROOT)))
                    .metadata(metadata(metadata))
                    .putAll(map(fields, DATA));
            map(fields, ATTRIBUTES)
                    .forEach((name, bytes) -> builder.attribute(
                            name, SessionAttribute.of(Base64.getDecoder().decode(String.valueOf(bytes)))));
            fields.forEach(builder::unknown);
            if (!metadata.isEmpty()) {
                builder.unknown(METADATA, metadata);
            }
            return builder.build();
        }

        private static SessionMetadata metadata(Map<String, @Nullable Object> fields) {
            Map<String, String> attributes = new LinkedHashMap<>();
            map(fields, ATTRIBUTES).forEach((name, value) -> attributes.put(name, String.valueOf(value)));
            return new SessionMetadata(
                    (String) fields.remove(CLIENT_ADDRESS),
                    (String) fields.remove(USER_AGENT),
                    (String) fields.remove(SOURCE),
                    attributes);
        }

        private static String text(Map<String, @Nullable Object> fields, String name) {
            Object value = fields.remove(name);
            if (value instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException("there is no " + name);
        }

        @SuppressWarnings("unchecked") // maps of JSON have strings as keys
        private static Map<String, @Nullable Object> map(Map<String, @Nullable Object> fields, String name) {
            Object value = fields.remove(name);
            return value == null ? new LinkedHashMap<>() : (Map<String, @Nullable Object>) value;
        }

        private static Map<String, @Nullable Object> object(JsonParser in) throws IOException {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                fields.put(name, value(in));
            }
            return fields;
        }

        private static @Nullable Object value(JsonParser in) throws IOException {
            return switch (in.currentToken()) {
                case START_OBJECT -> object(in);
                case START_ARRAY -> {
                    List<@Nullable Object> elements = new ArrayList<>();
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        elements.add(value(in));
                    }
                    yield elements;
                }
                case VALUE_STRING -> in.getText();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                case VALUE_NUMBER_INT -> whole(in);
                case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
                default -> throw JsonMappingException.from(in, "This is no JSON: " + in.currentToken());
            };
        }

        private static Number whole(JsonParser in) throws IOException {
            try {
                return in.getLongValue();
            } catch (InputCoercionException e) {
                return in.getBigIntegerValue();
            }
        }
    }
}
