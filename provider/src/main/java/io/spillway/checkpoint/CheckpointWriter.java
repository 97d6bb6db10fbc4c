package io.spillway.checkpoint;

import io.spillway.codec.Envelope;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes one checkpoint. Compressing and writing have a thread of their own, a few blocks behind whoever adds entries. For
 * one thread, which nobody interrupts.
 */
public final class CheckpointWriter implements Closeable {
    /** One being filled, one being written, and one in between. */
    private static final int BLOCKS = 3;

    private final BlockSink sink;
    private final BlockingQueue<Block> empty = new ArrayBlockingQueue<>(BLOCKS);
    private final BlockingQueue<Block> full = new ArrayBlockingQueue<>(BLOCKS + 1);
    private final Block end = new Block();
    private final Thread thread;
    private @Nullable Block filling;
    private volatile @Nullable Throwable failure;

    /**
     * Begins a checkpoint.
     *
     * @param out where it goes; not closed by this. What a file stream gets is forced to the storage device
     * @param header what it says of itself
     */
    public CheckpointWriter(OutputStream out, CheckpointHeader header) throws IOException {
        this.sink = new BlockSink(out, header);
        for (int i = 0; i < BLOCKS; i++) {
            empty.add(new Block());
        }
        this.thread = new Thread(this::writeAll, "spillway-checkpoint-writer");
        thread.setDaemon(true);
        thread.setContextClassLoader(CheckpointWriter.class.getClassLoader());
        thread.start();
    }

    /**
     * Adds an entry.
     *
     * @param key the bytes of its key
     * @throws IOException if this or an earlier entry can't be written
     */
    public void add(byte[] key, Envelope entry) throws IOException {
        Block block = filling;
        if (block != null && block.isFullFor(key, entry)) {
            hand(block);
            block = null;
        }
        if (block == null) {
            block = take(empty);
            block.reset();
            filling = block;
        }
        block.add(key, entry);
    }

    /**
     * Ends the checkpoint, and waits until all of it is written.
     *
     * @param ended the time, in milliseconds since the epoch
     */
    public CheckpointTotals finish(long ended) throws IOException {
        Block block = filling;
        if (block != null) {
            hand(block);
        }
        close();
        checkFailure();
        return sink.finish(ended);
    }

    /** Stops writing; a checkpoint that was not finished is none. */
    @Override
    public void close() throws IOException {
        if (thread.isAlive()) {
            full.add(end);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
    }

    private void hand(Block block) throws IOException {
        filling = null;
        checkFailure();
        full.add(block);
    }

    private Block take(BlockingQueue<Block> queue) throws IOException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("The thread was interrupted while it wrote a checkpoint");
    }

    private void checkFailure() throws IOException {
        Throwable thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw new IOException(thrown.getMessage(), thrown);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the mark of the end is that very block
    private void writeAll() {
        try {
            for (Block block = full.take(); block != end; block = full.take()) {
                try {
                    if (failure == null) {
                        sink.write(block);
                    }
                } catch (IOException | RuntimeException | Error e) {
                    failure = e;
                } finally {
                    empty.add(block);
                }
            }
        } catch (InterruptedException e) {
            failure = e;
        }
    }
}
