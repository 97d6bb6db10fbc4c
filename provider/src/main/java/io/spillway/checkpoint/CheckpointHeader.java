package io.spillway.checkpoint;

/**
 * What a checkpoint says of itself before its entries.
 *
 * @param id a random number, repeated in each part of the file
 * @param began when it was begun, in milliseconds since the epoch
 * @param cache the cache's name, {@linkplain io.spillway.tier.disk.FolderNames#escape escaped}
 * @param codec what makes payloads of the cache's objects; empty if whoever wrote this did not know
 * @param keyType the name of the keys' class; empty if not known
 * @param valueType the name of the values' class; empty if not known
 */
public record CheckpointHeader(long id, long began, String cache, String codec, String keyType, String valueType) {

    /** What of another header, made by whom it is to serve, does not fit this one; empty if all fits. */
    String misfit(CheckpointHeader wanted) {
        if (!cache.equals(wanted.cache)) {
            return "it belongs to cache '" + cache + "', not to '" + wanted.cache + "'";
        }
        // Not the codec: each payload says itself what it was written with.
        String misfit = misfit("key type", keyType, wanted.keyType);
        return misfit.isEmpty() ? misfit("value type", valueType, wanted.valueType) : misfit;
    }

    private static String misfit(String what, String here, String wanted) {
        return here.isEmpty() || wanted.isEmpty() || here.equals(wanted)
                ? ""
                : "it was written with the " + what + " " + here + ", and the cache has " + wanted;
    }
}
