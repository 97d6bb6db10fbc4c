package io.spillway.tier.redis;

/** What runs inside Redis, each on a single key. {@link StoredValue} has the layout that they know. */
final class Scripts {
    /** What a script says that has done its work. */
    static final byte[] DONE = {'+'};

    /** What a script says that has found no such key. */
    static final byte[] MISSING = {'-'};

    /**
     * Sets a value unless the present one is newer; of which it returns version and node then. Versions are compared in halves, as
     * numbers of Lua have 53 bits; and not as strings, which Lua compares by the rules of a language.
     */
    static final String WRITE = """
            local old = redis.call('GETRANGE', KEYS[1], 0, 19)
            if #old == 20 and string.sub(old, 1, 4) == string.sub(ARGV[1], 1, 4) then
              local oh, ol, on = struct.unpack('>I4I4i4', string.sub(old, 9, 20))
              local nh, nl, nn = struct.unpack('>I4I4i4', string.sub(ARGV[1], 9, 20))
              if oh > nh or (oh == nh and (ol > nl or (ol == nl and on > nn))) then
                return string.sub(old, 9, 20)
              end
            end
            if ARGV[2] == '0' then
              redis.call('SET', KEYS[1], ARGV[1])
            else
              redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            end
            return '+'
            """;

    /** Moves the deadline of an entry that has a version; a time to live of 0 is for ever, a negative one ends it. */
    static final String TOUCH = """
            local old = redis.call('GETRANGE', KEYS[1], 0, 15)
            if #old == 0 then
              return '-'
            end
            if #old < 16 or string.byte(old, 5) ~= 1 or string.sub(old, 9, 16) ~= ARGV[1] then
              return '='
            end
            local ttl = tonumber(ARGV[3])
            if ttl < 0 then
              redis.call('UNLINK', KEYS[1])
              return '+'
            end
            redis.call('SETRANGE', KEYS[1], 32, ARGV[2])
            if ttl == 0 then
              redis.call('PERSIST', KEYS[1])
            else
              redis.call('PEXPIRE', KEYS[1], ARGV[3])
            end
            return '+'
            """;

    /** What is known of a cache's generation; if nothing is, what the caller proposes. */
    static final String META = """
            local meta = redis.call('GET', KEYS[1])
            if meta then
              return meta
            end
            redis.call('SET', KEYS[1], ARGV[1])
            return ARGV[1]
            """;

    /** Names another generation, in the epoch that there is; returns what was said before, or a dash. */
    static final String RENEW = """
            local meta = redis.call('GET', KEYS[1])
            local epoch = meta and string.sub(meta, 18, 33) or ARGV[2]
            redis.call('SET', KEYS[1], ARGV[1] .. ':' .. epoch)
            return meta or '-'
            """;

    private Scripts() {}
}
