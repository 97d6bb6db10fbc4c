package io.spillway.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Writes dates with their zone, unless a field has a format of its own: Jackson's own way is without, and its switch for that
 * takes no heed of formats.
 */
final class ZonedDateTimeJson extends StdScalarSerializer<ZonedDateTime> implements ContextualSerializer {
    private static final long serialVersionUID = 1L;

    private final transient JsonSerializer<?> ofJackson;

    ZonedDateTimeJson(JsonSerializer<?> ofJackson) {
        super(ZonedDateTime.class);
        this.ofJackson = ofJackson;
    }

    @Override
    public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property)
            throws JsonMappingException {
        boolean isOfTheUsers = property != null
                && isOfTheUsers(property.findPropertyFormat(provider.getConfig(), ZonedDateTime.class));
        return isOfTheUsers ? provider.handleSecondaryContextualization(ofJackson, property) : this;
    }

    /** Whether a format says how a value is to be written. */
    static boolean isOfTheUsers(JsonFormat.@Nullable Value format) {
        return format != null && (format.hasPattern() || format.hasShape());
    }

    @Override
    public void serialize(ZonedDateTime time, JsonGenerator out, SerializerProvider provider) throws IOException {
        out.writeString(DateTimeFormatter.ISO_ZONED_DATE_TIME.format(time));
    }
}
