package io.spillway.checkpoint;

import io.spillway.codec.Lz4;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Compresses blocks and writes them, with all that is around them. For one thread at a time. */
final class BlockSink {
    /** The device is made to take what was written in portions, so that the last wait, and others' waits, stay short. */
    private static final long PORTION = 32 << 20;

    private final OutputStream out;
    private final long id;
    private final CRC32C ofFile = new CRC32C();
    private final CRC32C ofPart = new CRC32C();
    private final byte[] compressed = new byte[Lz4.COMPRESSOR.maxCompressedLength(Format.BLOCK)];
    private int blocks;
    private long entries;
    private long bytes;
    private long written;
    private long forced;

    BlockSink(OutputStream out, CheckpointHeader header) throws IOException {
        this.out = out;
        this.id = header.id();
        byte[][] names = {utf8(header.cache()), utf8(header.codec()), utf8(header.keyType()), utf8(header.valueType())};
        int length = 0;
        for (byte[] name : names) {
            length += Integer.BYTES + name.length;
        }
        ByteBuffer head = ByteBuffer.allocate(Format.HEADER + length);
        head.putInt(Format.MAGIC).putInt(Format.VERSION << 24).putLong(header.began());
        head.putLong(id).putInt(length);
        for (byte[] name : names) {
            head.putInt(name.length).put(name);
        }
        writeChecked(head);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void write(Block block) throws IOException {
        byte[] stored = block.bytes();
        int length = block.length();
        byte how = Format.PLAIN;
        if (length >= Format.MIN_COMPRESSED) {
            int most = Lz4.COMPRESSOR.maxCompressedLength(length);
            byte[] target = most > compressed.length ? new byte[most] : compressed;
            int shorter = Lz4.COMPRESSOR.compress(stored, 0, length, target, 0, target.length);
            if (shorter < length) {
                stored = target;
                length = shorter;
                how = Format.LZ4;
            }
        }
        ByteBuffer head = ByteBuffer.allocate(Format.BLOCK_HEAD - Integer.BYTES);
        head.putInt(Format.BLOCK_MAGIC).putInt(blocks).putInt(block.entries()).putInt(block.length());
        head.putInt(length).putInt(how << 24).putLong(id);
        writeChecked(head);
        write(stored, length);
        ofPart.reset();
        ofPart.update(stored, 0, length);
        write(ByteBuffer.allocate(Integer.BYTES).putInt((int) ofPart.getValue()).array(), Integer.BYTES);
        blocks++;
        entries += block.entries();
        bytes += block.length();
        if (written - forced > PORTION) {
            force();
        }
    }

    CheckpointTotals finish(long ended) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(Format.END);
        end.putInt(Format.END_MAGIC).putInt(blocks).putLong(entries).putLong(bytes);
        end.putLong(ended).putLong(id);
        write(end.array(), end.position());
        end.putInt((int) ofFile.getValue());
        out.write(end.array(), end.position() - Integer.BYTES, Integer.BYTES);
        written += Integer.BYTES;
        force();
        return new CheckpointTotals(blocks, entries, bytes, written, ended);
    }

    private void force() throws IOException {
        out.flush();
        if (out instanceof FileOutputStream file) {
            file.getFD().sync();
        }
        forced = written;
    }

    /** Writes what was put into a buffer, and the checksum of that. */
    private void writeChecked(ByteBuffer part) throws IOException {
        byte[] bytes = new byte[part.position() + Integer.BYTES];
        part.flip().get(bytes, 0, bytes.length - Integer.BYTES);
        ofPart.reset();
        ofPart.update(bytes, 0, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) ofPart.getValue());
        write(bytes, bytes.length);
    }

    private void write(byte[] from, int length) throws IOException {
        ofFile.update(from, 0, length);
        out.write(from, 0, length);
        written += length;
    }
}
