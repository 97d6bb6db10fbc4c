package io.spillway.codec;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.spillway.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnCodecTest extends CodecContractTest {
    @Override
    ValueCodec codec(List<Class<?>> declared, List<String> allow) {
        return new OwnCodec(new OrderCodec(), getClass().getClassLoader());
    }

    @Override
    byte[] gadget() {
        return null;
    }

    @Test
    void nullIsNoAnswer() {
        OwnCodec codec = new OwnCodec(
                new Codec() {
                    @Override
                    public byte[] encode(Object object) {
                        return null;
                    }

                    @Override
                    public Object decode(byte[] bytes, ClassLoader loader) {
                        return null;
                    }
                },
                getClass().getClassLoader());
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.encode("x"))
                .withMessageContaining("null");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(new byte[1], 0, 1))
                .withMessageContaining("null");
    }

    /** As a user would write one. */
    static final class OrderCodec implements Codec {
        @Override
        public byte[] encode(Object object) throws IOException {
            if (!(object instanceof Order order)) {
                throw new IllegalArgumentException("not an order: " + object.getClass());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            text(out, order.customer);
            out.writeLong(order.number);
            out.writeInt(order.counts.length);
            for (int count : order.counts) {
                out.writeInt(count);
            }
            out.writeInt(order.lines.size());
            for (String line : order.lines) {
                text(out, line);
            }
            out.writeInt(order.notes == null ? -1 : order.notes.size());
            if (order.notes != null) {
                for (var note : order.notes.entrySet()) {
                    text(out, note.getKey());
                    text(out, note.getValue());
                }
            }
            out.writeLong(order.at.getEpochSecond());
            out.writeInt(order.at.getNano());
            out.writeUTF(order.state.name());
            return bytes.toByteArray();
        }

        private static void text(DataOutputStream out, String text) throws IOException {
            byte[] bytes = text == null ? new byte[0] : text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            out.writeInt(text == null ? -1 : bytes.length);
            out.write(bytes);
        }

        @Override
        public Object decode(byte[] bytes, ClassLoader loader) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            Order order = new Order();
            order.customer = text(in);
            order.number = in.readLong();
            order.counts = new int[size(in)];
            for (int i = 0; i < order.counts.length; i++) {
                order.counts[i] = in.readInt();
            }
            order.lines = new ArrayList<>();
            for (int n = size(in); n > 0; n--) {
                order.lines.add(text(in));
            }
            int notes = in.readInt();
            if (notes >= 0) {
                order.notes = new HashMap<>();
                for (int n = notes; n > 0; n--) {
                    order.notes.put(text(in), text(in));
                }
            }
            order.at = Instant.ofEpochSecond(in.readLong(), in.readInt());
            order.state = Order.State.valueOf(in.readUTF());
            return order;
        }

        private static int size(DataInputStream in) throws IOException {
            int size = in.readInt();
            if (size < 0 || size > in.available()) {
                throw new IOException("a size can't be right: " + size);
            }
            return size;
        }

        private static String text(DataInputStream in) throws IOException {
            int length = in.readInt();
            if (length > in.available()) {
                throw new IOException("a length can't be right: " + length);
            }
            return length < 0 ? null : new String(in.readNBytes(length), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
