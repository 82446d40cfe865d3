// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.PlanOnDisk;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.record.FigureNotes;
import org.vaelab.framework.record.RunFolder;

/** Event files are read here from their bytes, as their format defines them. */
final class TensorBoardTest {

    @TempDir Path temporary;

    private PlanOnDisk plan() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1, 2);
        plan.train(0, -1, 10, 20, 30);
        writeFigures(plan.folder().run(plan.run(0)));
        plan.complete(0, 20, 5);
        plan.fail(1, 7, "the loss is \"NaN\"");
        return plan;
    }

    /** CRC-32C bit by bit, by its polynomial. */
    private static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte next : bytes) {
            crc ^= next & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    private static int masked(byte[] bytes) {
        int crc = crc32c(bytes);
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static List<byte[]> records(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] message =
                    new byte
                            [(int)
                                    ByteBuffer.wrap(length)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getLong()];
            in.get(message);
            assertThat(in.getInt()).isEqualTo(masked(message));
            records.add(message);
        }
        return records;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** Returns the fields of a message: Long, Double, Float or byte[], all values of each. */
    private static Map<Integer, List<Object>> fields(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value =
                    switch ((int) (tag & 7)) {
                        case 0 -> varint(in);
                        case 1 -> in.getDouble();
                        case 2 -> {
                            byte[] bytes = new byte[(int) varint(in)];
                            in.get(bytes);
                            yield bytes;
                        }
                        case 5 -> in.getFloat();
                        default -> throw new AssertionError("wire type " + tag);
                    };
            fields.computeIfAbsent((int) (tag >>> 3), f -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static Map<Integer, List<Object>> inner(Map<Integer, List<Object>> of, int field) {
        return fields((byte[]) of.get(field).get(0));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    @Test
    void anEventFileHoldsTheCurvesAndTheSettings() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("board");
        List<TrackedRun> runs = TrackedRun.of(plan.folder());
        assertThat(runs).hasSize(2);
        TensorBoardRuns.write(runs, out);

        List<byte[]> events =
                records(out.resolve(plan.run(0).folderName()).resolve(TensorBoardRuns.FILE));
        assertThat(text(fields(events.get(0)).get(3).get(0))).isEqualTo("brain.Event:2");
        Map<String, List<String>> scalars = new TreeMap<>();
        Map<String, Map<Integer, List<Object>>> plugins = new TreeMap<>();
        Map<String, Map<Integer, List<Object>>> tensors = new TreeMap<>();
        for (byte[] event : events.subList(1, events.size())) {
            Map<Integer, List<Object>> fields = fields(event);
            Map<Integer, List<Object>> value = inner(inner(fields, 5), 1);
            String tag = text(value.get(1).get(0));
            if (value.containsKey(2)) {
                scalars.computeIfAbsent(tag, t -> new ArrayList<>())
                        .add(fields.get(2).get(0) + " " + value.get(2).get(0));
            } else {
                plugins.put(tag, inner(inner(value, 9), 1));
                tensors.put(tag, inner(value, 8));
                assertThat(tag.startsWith("_") ? 0L : 30L).isEqualTo(fields.get(2).get(0));
            }
        }
        assertThat(scalars)
                .containsEntry("train/bound", List.of("10 -110.5", "20 -120.5", "30 -130.5"))
                .containsEntry("validation/bound", List.of("30 -90.25"))
                .containsEntry("training/gradientNorm", List.of("10 2.0", "20 Infinity", "30 2.0"))
                .containsEntry("final/trainSeconds", List.of("30 20.0"))
                .doesNotContainKey("training/klWeight");
        Map<Integer, List<Object>> start = plugins.get("_hparams_/session_start_info");
        assertThat(text(start.get(1).get(0))).isEqualTo("hparams");
        Map<String, String> settings = new TreeMap<>();
        for (Object entry : inner(inner(start, 2), 3).get(1)) {
            Map<Integer, List<Object>> fields = fields((byte[]) entry);
            Object value = inner(fields, 2).values().iterator().next().get(0);
            settings.put(
                    text(fields.get(1).get(0)),
                    value instanceof byte[] bytes ? text(bytes) : value.toString());
        }
        assertThat(settings)
                .containsEntry("training.steps", "900.0")
                .containsEntry("status", "completed")
                .containsEntry("model", "vae")
                .containsEntry("training.dataOnDevice", "0");
        Map<Integer, List<Object>> end = plugins.get("_hparams_/session_end_info");
        assertThat(inner(inner(end, 2), 4).get(1)).isEqualTo(List.of(1L));

        assertThat(plugins.keySet())
                .containsExactly(
                        "_hparams_/session_end_info",
                        "_hparams_/session_start_info",
                        "codes/z0",
                        "codes/z1",
                        "samples/given-text/picture",
                        "samples/prior");
        assertThat(text(plugins.get("samples/prior").get(1).get(0))).isEqualTo("images");
        Map<Integer, List<Object>> image = tensors.get("samples/prior");
        assertThat(extents(image)).containsExactly(3L);
        assertThat(image.get(1)).containsExactly(7L);
        assertThat(text(image.get(8).get(0))).isEqualTo("5");
        assertThat(text(image.get(8).get(1))).isEqualTo("3");
        assertThat((byte[]) image.get(8).get(2)).isEqualTo(Files.readAllBytes(sheet(plan)));

        assertThat(text(plugins.get("codes/z0").get(1).get(0))).isEqualTo("histograms");
        Map<Integer, List<Object>> histogram = tensors.get("codes/z0");
        assertThat(extents(histogram)).containsExactly(30L, 3L);
        assertThat(histogram.get(1)).containsExactly(1L);
        List<Object> numbers = histogram.get(5);
        assertThat(numbers.subList(0, 3)).containsExactly(-1f, 0f, 2f);
        assertThat(numbers.subList(3, 6)).containsExactly(0f, 1f, 0f);
        assertThat(numbers.subList(87, 90)).containsExactly(28f, 29f, 1f);
        assertThat(tensors.get("codes/z1").get(5)).containsExactly(7f, 7f, 4f);
    }

    private static List<Long> extents(Map<Integer, List<Object>> tensor) {
        return inner(tensor, 2).get(2).stream()
                .map(of -> (Long) fields((byte[]) of).get(1).get(0))
                .toList();
    }

    private static Path sheet(PlanOnDisk plan) {
        return plan.folder().run(plan.run(0)).priorSheet();
    }

    /** Writes two sheets, and codes of which one is missing. */
    private static void writeFigures(RunFolder run) throws IOException {
        for (Path sheet :
                List.of(run.priorSheet(), run.drawnGiven("text").resolve("picture.png"))) {
            Files.createDirectories(sheet.getParent());
            ImageIO.write(
                    new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB), "png", sheet.toFile());
        }
        Files.writeString(run.priorTexts(), "a text");
        Files.writeString(
                run.codes(), "index,class,z0,z1\n0,cat,-1,7\n1,dog,-0.5,7\n2,cat,,7\n3,dog,29,7\n");
        CodePart part = new CodePart("z", CodeGeometry.PLANE, 1, List.of("z0", "z1"));
        run.figures()
                .write(
                        new FigureNotes(
                                FigureNotes.SCHEMA,
                                List.of("class"),
                                List.of(part),
                                List.of(),
                                Map.of()));
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(path -> !path.equals(folder)).sorted().toList();
        }
    }

    @Test
    void aSecondExportReplacesTheFirst() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("board");
        TensorBoardRuns.write(TrackedRun.of(plan.folder()), out);
        List<Path> first = files(out, 9);
        TensorBoardRuns.write(TrackedRun.of(plan.folder()), out);
        assertThat(files(out, 9)).isEqualTo(first).hasSize(4);
    }

    @Test
    void oneRunIsExportedAlone() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("one");
        TrackedRun run = TrackedRun.of(plan.folder().run(plan.run(0)));
        assertThat(run.experiment()).isEqualTo("small");
        TensorBoardRuns.write(List.of(run), out);
        assertThat(files(out, 1)).containsExactly(out.resolve(plan.run(0).folderName()));
    }
}
