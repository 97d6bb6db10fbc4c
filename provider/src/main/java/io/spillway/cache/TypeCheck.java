package io.spillway.cache;

import org.jspecify.annotations.Nullable;

/** Checks what callers hand over against the types that a cache was declared with. */
final class TypeCheck {
    private final String cache;
    private final Class<?> keyType;
    private final Class<?> valueType;

    TypeCheck(String cache, Class<?> keyType, Class<?> valueType) {
        this.cache = cache;
        this.keyType = keyType;
        this.valueType = valueType;
    }

    void checkKey(@Nullable Object key) {
        check("key", keyType, key);
    }

    void check(@Nullable Object key, @Nullable Object value) {
        check("key", keyType, key);
        check("value", valueType, value);
    }

    void checkValue(@Nullable Object value) {
        check("value", valueType, value);
    }

    private void check(String what, Class<?> type, @Nullable Object object) {
        if (object == null) {
            throw new NullPointerException("Cache '" + cache + "' takes no null " + what);
        }
        if (!type.isInstance(object)) {
            throw new ClassCastException("Cache '" + cache + "' takes " + what + "s of class " + type.getName()
                    + ", not " + object.getClass().getName());
        }
    }
}
