package io.spillway.provider;

import io.spillway.Codec;
import io.spillway.codec.ClassPolicy;
import io.spillway.codec.DeferredReader;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.JsonCodec;
import io.spillway.codec.ObjectCodec;
import io.spillway.codec.OwnCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.PayloadFormat;
import io.spillway.codec.ValueCodec;
import io.spillway.config.ClassReference;
import io.spillway.config.CodecSettings;
import io.spillway.config.TierSettings;
import java.util.List;
import javax.cache.CacheException;
import javax.cache.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** Makes the codec of a cache, and beside it those that read what was written when the configuration named another one. */
final class CodecFactory {
    private final ClassLoader loader;

    CodecFactory(ClassLoader loader) {
        this.loader = loader;
    }

    PayloadCodec codec(String name, Configuration<?, ?> configuration, TierSettings settings) {
        Class<?> key = configuration.getKeyType();
        Class<?> value = configuration.getValueType();
        ClassPolicy policy = new ClassPolicy(name, List.of(key, value), settings.allow());
        JavaCodec java = new JavaCodec(loader, policy);
        ObjectCodec object = new ObjectCodec(loader, policy);
        CodecSettings codec = settings.codec().forValues(value);
        ValueCodec writer = switch (codec.kind()) {
            case JAVA -> java;
            case OBJECT, USUAL -> object;
            case JSON -> json(name, policy, key, value);
            case OWN -> own(codec.custom());
        };
        ValueCodec json = new DeferredReader(PayloadFormat.JSON, () -> json(name, policy, key, value));
        return new PayloadCodec(writer, java, object, json);
    }

    /** Jackson is looked for only here: nobody needs to have it, or to wait for it, who doesn't ask for JSON. */
    private ValueCodec json(String name, ClassPolicy policy, Class<?> key, Class<?> value) {
        try {
            if (JsonCodec.canHold(value)) {
                return new JsonCodec(loader, policy, key, value);
            }
        } catch (NoClassDefFoundError e) {
            throw new CacheException(
                    "Cache '" + name + "' can't have `codec: json` without Jackson. Add"
                            + " com.fasterxml.jackson.core:jackson-databind to your dependencies, and"
                            + " com.fasterxml.jackson.datatype:jackson-datatype-jsr310 if your classes have dates and times",
                    e);
        }
        throw new CacheException("Cache '" + name + "' can't have `codec: json`, as its values are declared as "
                + value.getName() + ", which does not tell what to read. Declare the class of the values (`value`, or"
                + " setTypes), or let it have @JsonTypeInfo");
    }

    private ValueCodec own(@Nullable ClassReference reference) {
        if (reference == null) {
            throw new IllegalStateException("A codec of the user's own has a class");
        }
        if (reference.instantiate(loader) instanceof Codec codec) {
            return new OwnCodec(codec, loader);
        }
        throw reference.problem(reference.name() + " must implement " + Codec.class.getName(), null);
    }
}
