// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.PlanOnDisk;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.HistoryWriter;

/** Exports are read here from their bytes, as the formats define them. */
final class TrackerTest {

    @TempDir Path temporary;

    private PlanOnDisk plan() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1, 2);
        try (HistoryWriter history = plan.folder().run(plan.run(0)).openHistory(-1)) {
            for (int step = 10; step <= 30; step += 10) {
                history.append(
                        new HistoryEntry(
                                step,
                                step / 100.0,
                                Map.of("bound", -100.5 - step),
                                1e-3,
                                Double.NaN,
                                step == 20 ? Double.POSITIVE_INFINITY : 2,
                                step == 30 ? Map.of("bound", -90.25) : Map.of(),
                                step / 10.0,
                                null));
            }
        }
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
        assertThat(Tracker.TENSORBOARD.export(plan.folder(), out)).isEqualTo(2);

        List<byte[]> events =
                records(out.resolve(plan.run(0).folderName()).resolve(TensorBoardRuns.FILE));
        assertThat(text(fields(events.get(0)).get(3).get(0))).isEqualTo("brain.Event:2");
        Map<String, List<String>> scalars = new TreeMap<>();
        Map<String, Map<Integer, List<Object>>> plugins = new TreeMap<>();
        for (byte[] event : events.subList(1, events.size())) {
            Map<Integer, List<Object>> fields = fields(event);
            Map<Integer, List<Object>> value = inner(inner(fields, 5), 1);
            String tag = text(value.get(1).get(0));
            if (value.containsKey(2)) {
                scalars.computeIfAbsent(tag, t -> new ArrayList<>())
                        .add(fields.get(2).get(0) + " " + value.get(2).get(0));
            } else {
                plugins.put(tag, inner(inner(value, 9), 1));
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
    }

    @Test
    void anMlflowRunHasTheLayoutOfTheFileStore() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("mlruns");
        Tracker.MLFLOW.export(plan.folder(), out);

        Path experiment =
                files(out, 1).stream()
                        .filter(path -> path.getFileName().toString().length() == 18)
                        .findFirst()
                        .orElseThrow();
        assertThat(Files.readString(experiment.resolve("meta.yaml")))
                .contains("name: \"small\"\n")
                .contains("experiment_id: \"" + experiment.getFileName() + "\"\n");
        assertThat(out.resolve("0/meta.yaml")).content().contains("name: \"Default\"");
        Map<String, Path> runs = new TreeMap<>();
        for (Path run : files(experiment, 1)) {
            if (Files.isDirectory(run)) {
                runs.put(Files.readString(run.resolve("tags/mlflow.runName")), run);
            }
        }
        Path run = runs.get(plan.run(0).folderName());
        assertThat(run.getFileName().toString()).matches("[0-9a-f]{32}");
        assertThat(run.resolve("metrics/train/bound"))
                .content()
                .matches("[0-9]+ -110.5 10\n[0-9]+ -120.5 20\n[0-9]+ -130.5 30\n");
        assertThat(run.resolve("metrics/training/gradientNorm")).content().contains(" inf 20\n");
        assertThat(run.resolve("metrics/trainSeconds")).content().endsWith(" 20.0 30\n");
        assertThat(run.resolve("params/training.steps")).hasContent("900");
        assertThat(run.resolve("tags/status")).hasContent("completed");
        assertThat(run.resolve("meta.yaml"))
                .content()
                .contains("run_id: \"" + run.getFileName() + "\"\n", "status: 3\n")
                .contains("lifecycle_stage: \"active\"\n");
        Path failed = runs.get(plan.run(1).folderName());
        assertThat(failed.resolve("meta.yaml")).content().contains("status: 4\n");
        assertThat(failed.resolve("tags/failure")).hasContent("the loss is \"NaN\"");
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(path -> !path.equals(folder)).sorted().toList();
        }
    }

    @Test
    void aSecondExportReplacesTheFirst() throws IOException {
        PlanOnDisk plan = plan();
        for (Tracker tracker : Tracker.values()) {
            Path out = temporary.resolve(tracker.folderName());
            tracker.export(plan.folder(), out);
            List<Path> first = files(out, 9);
            tracker.export(plan.folder(), out);
            assertThat(files(out, 9)).isEqualTo(first);
            assertThat(new TreeSet<>(files(temporary, 1)))
                    .noneMatch(path -> path.getFileName().toString().startsWith(".vaelab"));
        }
    }

    @Test
    void anExperimentOfMlflowItselfIsUsed() throws IOException {
        PlanOnDisk plan = plan();
        Path own = Files.createDirectories(temporary.resolve("mlruns/77"));
        Files.writeString(own.resolve("meta.yaml"), "experiment_id: '77'\nname: small\n");
        Tracker.MLFLOW.export(plan.folder(), temporary.resolve("mlruns"));
        assertThat(files(temporary.resolve("mlruns"), 1)).containsExactly(own);
        assertThat(files(own, 1)).hasSize(3);
    }

    @Test
    void oneRunIsExportedAlone() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("one");
        Tracker.TENSORBOARD.export(plan.folder().run(plan.run(0)), out);
        assertThat(files(out, 1)).containsExactly(out.resolve(plan.run(0).folderName()));
    }
}
