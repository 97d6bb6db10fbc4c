package io.spillway.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.codec.Envelope;
import io.spillway.tier.StoreSnapshot.Item;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFormatTest {
    private static final Path PAGE = Path.of("../docs/checkpoint-format.md");
    private static final CheckpointHeader HEADER = new CheckpointHeader(
            0x1122334455667788L, 1_700_000_000_000L, "sessions", "java", "java.lang.String", "java.lang.String");

    @TempDir
    Path folder;

    private static byte[] example() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckpointWriter writer = new CheckpointWriter(out, HEADER);
        writer.add(new byte[] {1, 'a'}, new Envelope(5, 7, 1_699_999_999_000L, Envelope.ETERNAL, new byte[] {1, 'x'}));
        writer.finish(1_700_000_000_001L);
        return out.toByteArray();
    }

    @Test
    void thePageShowsTheBytes() throws IOException {
        String page = Files.readString(PAGE);
        String begin = "<!-- example -->\n```\n";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("```", from);
        StringBuilder hex = new StringBuilder();
        for (String line : page.substring(from, to).split("\n")) {
            // Behind two spaces stands what the bytes mean.
            int comment = line.indexOf("  ");
            hex.append((comment < 0 ? line : line.substring(0, comment)).replace(" ", ""));
        }

        assertThat(hex.toString()).isEqualTo(HexFormat.of().formatHex(example()));
    }

    private static List<Item> items(int count, Random random) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[random.nextInt(3000)];
            if (i % 2 == 0) {
                random.nextBytes(payload);
            } else {
                Arrays.fill(payload, (byte) i);
            }
            items.add(new Item(
                    ("key-" + i).getBytes(StandardCharsets.UTF_8),
                    new Envelope(random.nextLong(), random.nextInt(), i, Long.MAX_VALUE - i, payload)));
        }
        return items;
    }

    private Path write(List<Item> items) throws IOException {
        Path file = folder.resolve("written");
        try (OutputStream out = Files.newOutputStream(file);
                CheckpointWriter writer = new CheckpointWriter(out, HEADER)) {
            for (Item item : items) {
                writer.add(item.key(), item.entry());
            }
            CheckpointTotals totals = writer.finish(3);
            assertThat(totals.entries()).isEqualTo(items.size());
        }
        return file;
    }

    private static List<Item> read(Path file) throws IOException {
        List<Item> items = new ArrayList<>();
        try (CheckpointReader reader = CheckpointReader.open(file)) {
            for (Item item = reader.next(); item != null; item = reader.next()) {
                items.add(item);
            }
        }
        return items;
    }

    private static void assertSame(List<Item> found, List<Item> expected) {
        assertThat(found).hasSize(expected.size());
        for (int i = 0; i < found.size(); i++) {
            assertThat(isSame(found.get(i), expected.get(i))).as("entry %s", i).isTrue();
        }
    }

    private static boolean isSame(Item one, Item other) {
        Envelope a = one.entry();
        Envelope b = other.entry();
        return Arrays.equals(one.key(), other.key())
                && Arrays.equals(a.payload(), b.payload())
                && a.version() == b.version()
                && a.node() == b.node()
                && a.created() == b.created()
                && a.deadline() == b.deadline();
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        List<Item> items = items(3000, new Random(1));
        items.add(1000, new Item(new byte[0], new Envelope(1, 1, 1, 1, new byte[0])));
        items.add(2000, new Item(new byte[5000], new Envelope(1, 1, 1, 1, new byte[5 << 20])));
        Path file = write(items);

        assertSame(read(file), items);
        CheckpointTotals totals = CheckpointReader.verify(file);
        assertThat(totals.entries()).isEqualTo(3002);
        assertThat(totals.blocks()).isGreaterThan(3);
        assertThat(totals.fileBytes()).isEqualTo(Files.size(file)).isLessThan(totals.bytes());
    }

    @Test
    void anEmptyOneIsOneToo() throws IOException {
        assertThat(read(write(List.of()))).isEmpty();
    }

    /** Whatever happens to a file, nothing is read from it that was not written. */
    @Test
    void damageIsFound() throws IOException {
        long seed = Long.getLong("spillway.seed", System.nanoTime());
        System.out.println("CheckpointFormatTest seed " + seed);
        Random random = new Random(seed);
        List<Item> items = items(1500, random);
        byte[] intact = Files.readAllBytes(write(items));
        Path file = folder.resolve("mutated");
        for (int mutation = 0; mutation < 500; mutation++) {
            byte[] bytes = mutated(intact, random);
            Files.write(file, bytes);
            if (Arrays.equals(bytes, intact)) {
                continue;
            }
            int number = mutation;
            assertThatThrownBy(() -> CheckpointReader.verify(file))
                    .as("mutation %s", number)
                    .isInstanceOf(CheckpointException.class);
            readUntilItFails(file, items);
        }
    }

    /** What comes before the damage must be right, as far as it comes. */
    private static void readUntilItFails(Path file, List<Item> expected) throws IOException {
        List<Item> found = new ArrayList<>();
        try (CheckpointReader reader = CheckpointReader.open(file)) {
            for (Item item = reader.next(); item != null; item = reader.next()) {
                found.add(item);
            }
            throw new AssertionError("The damage was not found");
        } catch (CheckpointException e) {
            assertSame(found, expected.subList(0, found.size()));
        }
    }

    private static byte[] mutated(byte[] intact, Random random) {
        byte[] bytes = intact.clone();
        int at = random.nextInt(bytes.length);
        // Half of the time near the beginning, where the structure is.
        at = random.nextBoolean() ? at % 400 : at;
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
            case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(5000)), (byte) 0);
            case 4 -> {
                byte[] garbage = new byte[Math.min(bytes.length - at, 1 + random.nextInt(5000))];
                random.nextBytes(garbage);
                System.arraycopy(garbage, 0, bytes, at, garbage.length);
            }
            case 5 -> {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(5000));
                System.arraycopy(intact, random.nextInt(bytes.length - length), bytes, at, length);
            }
            default -> random.nextBytes(bytes);
        }
        return bytes;
    }

    @Test
    void aNewerFormatIsSaidToBeNewer() throws IOException {
        Path file = write(List.of());
        byte[] bytes = Files.readAllBytes(file);
        bytes[4] = 2;
        Files.write(file, bytes);

        assertThatThrownBy(() -> CheckpointReader.open(file))
                .isInstanceOfSatisfying(
                        CheckpointException.class,
                        e -> assertThat(e.reason()).isEqualTo(CheckpointException.Reason.NEWER))
                .hasMessageContaining("its format is 2");
    }

    @Test
    void anErrorOfTheFileSystemArrivesAndNothingHangs() throws IOException {
        OutputStream full = new OutputStream() {
            private long left = 3 << 20;

            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
            }
        };
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        try (CheckpointWriter writer = new CheckpointWriter(full, HEADER)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            writer.add(new byte[8], new Envelope(1, 1, 1, 1, noise));
                        }
                        writer.finish(1);
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
        }
    }
}
