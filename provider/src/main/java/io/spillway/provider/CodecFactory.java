package io.spillway.provider;

import io.spillway.Codec;
import io.spillway.codec.ClassPolicy;
import io.spillway.codec.JavaCodec;
import io.spillway.codec.JsonCodec;
import io.spillway.codec.ObjectCodec;
import io.spillway.codec.OwnCodec;
import io.spillway.codec.PayloadCodec;
import io.spillway.codec.ValueCodec;
import io.spillway.config.ClassReference;
import io.spillway.config.CodecSettings;
import io.spillway.config.TierSettings;
import java.util.ArrayList;
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
        CodecSettings.Kind kind = settings.codec().kind();
        ValueCodec writer = switch (kind) {
            case JAVA -> java;
            case OBJECT -> object;
            case JSON -> json(name, policy, key, value);
            case OWN -> own(settings.codec().custom());
        };
        List<ValueCodec> others = new ArrayList<>(List.of(java, object));
        if (kind != CodecSettings.Kind.JSON) {
            ValueCodec json = jsonIfPossible(policy, key, value);
            if (json != null) {
                others.add(json);
            }
        }
        return new PayloadCodec(writer, others.toArray(new ValueCodec[0]));
    }

    private ValueCodec json(String name, ClassPolicy policy, Class<?> key, Class<?> value) {
        try {
            ValueCodec json = jsonIfDeclared(policy, key, value);
            if (json != null) {
                return json;
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

    private @Nullable ValueCodec jsonIfPossible(ClassPolicy policy, Class<?> key, Class<?> value) {
        try {
            return jsonIfDeclared(policy, key, value);
        } catch (NoClassDefFoundError e) {
            // Nobody needs to have Jackson who doesn't ask for JSON.
            return null;
        }
    }

    private @Nullable ValueCodec jsonIfDeclared(ClassPolicy policy, Class<?> key, Class<?> value) {
        return JsonCodec.canHold(value) ? new JsonCodec(loader, policy, key, value) : null;
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
