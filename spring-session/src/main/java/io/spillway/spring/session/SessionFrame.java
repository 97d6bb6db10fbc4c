package io.spillway.spring.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A session as it lies in the cache: each attribute in bytes of its own, so that one that can't be read costs no other, and
 * one that is changed leaves the others as they are.
 *
 * <pre>
 * byte    1, the version of this format
 * long    creation, long last access, in milliseconds since the epoch
 * long    the longest inactivity, in seconds; negative for sessions that do not expire
 * int     how many index values; each a name and a value
 * int     how many attributes; each a name and bytes
 * </pre>
 *
 * <p>A name, a value and bytes are an int of their length, and themselves; text is UTF-8. Numbers are big-endian. The arrays are
 * not copied: nobody changes them.
 *
 * @param created when it was created, in milliseconds since the epoch
 * @param accessed when it was last accessed, in milliseconds since the epoch
 * @param inactive how long it may be inactive, in seconds; negative if for ever
 * @param indexes the values that it is found by, by the names of indexes
 * @param attributes the encoded attributes, by name
 */
record SessionFrame(
        long created, long accessed, long inactive, Map<String, String> indexes, Map<String, byte[]> attributes) {
    private static final int VERSION = 1;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(created);
            out.writeLong(accessed);
            out.writeLong(inactive);
            out.writeInt(indexes.size());
            for (Map.Entry<String, String> index : indexes.entrySet()) {
                write(out, utf8(index.getKey()));
                write(out, utf8(index.getValue()));
            }
            out.writeInt(attributes.size());
            for (Map.Entry<String, byte[]> attribute : attributes.entrySet()) {
                write(out, utf8(attribute.getKey()));
                write(out, attribute.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a frame.
     *
     * @throws IllegalArgumentException if these are not the bytes of one
     */
    static SessionFrame decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("A session was stored in the format " + version
                        + ", and this version of Spillway knows " + VERSION + "; was it stored by a newer one?");
            }
            long created = in.readLong();
            long accessed = in.readLong();
            long inactive = in.readLong();
            Map<String, String> indexes = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                indexes.put(text(read(in)), text(read(in)));
            }
            Map<String, byte[]> attributes = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                attributes.put(text(read(in)), read(in));
            }
            return new SessionFrame(created, accessed, inactive, indexes, attributes);
        } catch (IOException e) {
            throw new IllegalArgumentException("A stored session is cut off", e);
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a part of " + length + " bytes does not fit");
        }
        return in.readNBytes(length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
