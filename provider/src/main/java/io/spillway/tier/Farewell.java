package io.spillway.tier;

/**
 * What became of the content of a store that was closed.
 *
 * @param kept entries on the lower tier, where a later run finds them
 * @param lost entries that were there, and would have been kept, had there been time and room for them
 * @param owed writes that the remote tier was owed in the end
 */
public record Farewell(long kept, long lost, long owed) {}
