package io.spillway.codec;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Locale;
import org.apache.fory.config.Config;
import org.apache.fory.context.ReadContext;
import org.apache.fory.context.WriteContext;
import org.apache.fory.memory.MemoryBuffer;
import org.apache.fory.resolver.ClassResolver;
import org.apache.fory.serializer.ImmutableSerializer;
import org.apache.fory.serializer.collection.ImmutableCollectionSerializers;

/** Serializers for Fory, of types of which its own leave something out. */
final class ExactSerializers {
    private ExactSerializers() {}

    /** Takes the place of Fory's own serializers. */
    static void addTo(ClassResolver resolver) {
        Config config = resolver.getConfig();
        resolver.registerSerializer(Locale.class, new OfLocale(config));
        resolver.registerSerializer(ZonedDateTime.class, new OfZonedDateTime(config));
        for (Class<?> known : resolver.getRegisteredClasses()) {
            if (known.getName().equals("java.util.ImmutableCollections$ListN")) {
                resolver.registerSerializer(known, new OfImmutableList(resolver, known));
            }
        }
    }

    /** With its script and its extensions. */
    private static final class OfLocale extends ImmutableSerializer<Locale> {
        OfLocale(Config config) {
            super(config, Locale.class);
        }

        @Override
        public void write(WriteContext context, Locale locale) {
            boolean isOfThree = isOfThree(locale);
            context.getBuffer().writeBoolean(isOfThree);
            if (isOfThree) {
                context.writeString(locale.getLanguage());
                context.writeString(locale.getCountry());
                context.writeString(locale.getVariant());
            } else {
                context.writeString(tag(locale));
            }
        }

        /** Whether language, country and variant say all; those may be others than a tag can have. */
        private static boolean isOfThree(Locale locale) {
            return locale.getScript().isEmpty()
                    && (!locale.hasExtensions()
                            || new Locale(locale.getLanguage(), locale.getCountry(), locale.getVariant())
                                    .equals(locale));
        }

        private static String tag(Locale locale) {
            String tag = locale.toLanguageTag();
            if (!Locale.forLanguageTag(tag).equals(locale)) {
                throw new UnfaithfulException("it holds the Locale " + locale + ", for which there is no language tag");
            }
            return tag;
        }

        @Override
        public Locale read(ReadContext context) {
            return context.getBuffer().readBoolean()
                    ? new Locale(context.readString(), context.readString(), context.readString())
                    : Locale.forLanguageTag(context.readString());
        }
    }

    /** With its offset: in the hour by which clocks are set back, there are two times of each name. */
    private static final class OfZonedDateTime extends ImmutableSerializer<ZonedDateTime> {
        OfZonedDateTime(Config config) {
            super(config, ZonedDateTime.class);
        }

        @Override
        public void write(WriteContext context, ZonedDateTime time) {
            MemoryBuffer buffer = context.getBuffer();
            buffer.writeInt64(time.toLocalDate().toEpochDay());
            buffer.writeInt64(time.toLocalTime().toNanoOfDay());
            buffer.writeInt32(time.getOffset().getTotalSeconds());
            context.writeString(time.getZone().getId());
        }

        @Override
        public ZonedDateTime read(ReadContext context) {
            MemoryBuffer buffer = context.getBuffer();
            LocalDateTime time = LocalDateTime.of(
                    LocalDate.ofEpochDay(buffer.readInt64()), LocalTime.ofNanoOfDay(buffer.readInt64()));
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(buffer.readInt32());
            ZoneId zone = ZoneId.of(context.readString());
            try {
                return ZonedDateTime.ofStrict(time, offset, zone);
            } catch (DateTimeException e) {
                // The rules of the zone have changed since; the moment is the same.
                return ZonedDateTime.ofInstant(time, offset, zone);
            }
        }
    }

    /** Those that streams make may hold null, and those that are read may not. */
    private static final class OfImmutableList extends ImmutableCollectionSerializers.ImmutableListSerializer {
        OfImmutableList(ClassResolver resolver, Class<?> type) {
            super(resolver, type);
        }

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // as Fory has it
        public Collection onCollectionWrite(WriteContext context, Collection list) {
            for (Object element : list) {
                if (element == null) {
                    throw new UnfaithfulException("it holds an immutable list with null");
                }
            }
            return super.onCollectionWrite(context, list);
        }
    }
}
