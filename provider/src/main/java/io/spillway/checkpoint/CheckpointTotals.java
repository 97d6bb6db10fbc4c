package io.spillway.checkpoint;

/**
 * What a checkpoint consists of.
 *
 * @param blocks its blocks
 * @param entries its entries
 * @param bytes the bytes of its entries, before compression
 * @param fileBytes the bytes of the file
 * @param ended when the last entry was written, in milliseconds since the epoch
 */
public record CheckpointTotals(int blocks, long entries, long bytes, long fileBytes, long ended) {}
