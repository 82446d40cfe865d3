// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.RunStatus;

/**
 * Writes runs as TensorBoard event files: a folder for each run with one file. Curves and final metrics
 * are scalars. The settings, model, variant, seed and status are the run's hyperparameters. A second
 * export replaces the file of a run in one move.
 */
final class TensorBoardRuns {

    private TensorBoardRuns() {}

    /** TensorBoard reads files with {@code tfevents} in their names. */
    static final String FILE = "events.out.tfevents.0000000000.vaelab";

    private static final String HPARAMS = "hparams";
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;

    // Fields of tensorboard.hparams.HParamsPluginData and its messages.
    private static final int START_INFO = 3;
    private static final int END_INFO = 4;
    private static final int HPARAM = 1;
    private static final int GROUP = 4;
    private static final int START_SECONDS = 5;

    /** Writes a run, in place of what an earlier export wrote of it. */
    static void write(TrackedRun run, Path folder, Path staging) throws IOException {
        Path written = staging.resolve(run.name() + "." + FILE);
        double start = run.startMillis() / 1e3;
        try (EventFile file =
                new EventFile(new BufferedOutputStream(Files.newOutputStream(written)), start)) {
            file.pluginData("_hparams_/session_start_info", HPARAMS, start, startInfo(run));
            for (Map.Entry<String, List<TrackedRun.Point>> curve : run.curves().entrySet()) {
                for (TrackedRun.Point point : curve.getValue()) {
                    file.scalar(curve.getKey(), point.step(), point.millis() / 1e3, point.value());
                }
            }
            double end = Math.max(run.startMillis(), run.endMillis()) / 1e3;
            for (Map.Entry<String, Double> metric : run.metrics().entrySet()) {
                file.scalar("final/" + metric.getKey(), run.lastStep(), end, metric.getValue());
            }
            if (run.ended() != null) {
                file.pluginData("_hparams_/session_end_info", HPARAMS, end, endInfo(run, end));
            }
        }
        Path place = folder.resolve(run.name()).resolve(FILE);
        Files.createDirectories(folder.resolve(run.name()));
        Files.move(
                written,
                place,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static EventFile.Fields startInfo(TrackedRun run) {
        Map<String, Value> settings = new LinkedHashMap<>();
        for (String name : List.of("model", "variant", "status")) {
            settings.put(name, value(TextNode.valueOf(run.tags().getOrDefault(name, ""))));
        }
        run.settings().forEach((name, value) -> settings.putIfAbsent(name, value(value)));
        return data -> {
            ByteString info =
                    EventFile.message(
                            fields -> {
                                for (Map.Entry<String, Value> setting : settings.entrySet()) {
                                    fields.writeBytes(HPARAM, entry(setting));
                                }
                                fields.writeString(GROUP, run.name());
                                fields.writeDouble(START_SECONDS, run.startMillis() / 1e3);
                            });
            data.writeBytes(START_INFO, info);
        };
    }

    private static ByteString entry(Map.Entry<String, Value> setting) throws IOException {
        return EventFile.message(
                fields -> {
                    fields.writeString(1, setting.getKey());
                    fields.writeMessage(2, setting.getValue());
                });
    }

    private static Value value(JsonNode node) {
        if (node.isNumber()) {
            return Value.newBuilder().setNumberValue(node.doubleValue()).build();
        }
        if (node.isBoolean()) {
            return Value.newBuilder().setBoolValue(node.booleanValue()).build();
        }
        String text = node.isTextual() ? node.textValue() : node.toString();
        return Value.newBuilder().setStringValue(text).build();
    }

    private static EventFile.Fields endInfo(TrackedRun run, double end) {
        return data -> {
            ByteString info =
                    EventFile.message(
                            fields -> {
                                boolean isComplete = run.ended() == RunStatus.COMPLETED;
                                fields.writeEnum(1, isComplete ? SUCCESS : FAILURE);
                                fields.writeDouble(2, end);
                            });
            data.writeBytes(END_INFO, info);
        };
    }
}
