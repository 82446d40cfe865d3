// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.RunStatus;

/**
 * Writes runs as TensorBoard event files: a folder for each run with one file. Curves and final
 * metrics are scalars. The settings, model, variant, seed and status are the run's hyperparameters.
 * The sheets in {@code samples/} are images, and each unit of {@code codes.csv} has a histogram. A
 * second export replaces the file of a run in one move.
 */
@Internal
public final class TensorBoardRuns {

    private TensorBoardRuns() {}

    /** TensorBoard reads files with {@code tfevents} in their names. */
    static final String FILE = "events.out.tfevents.0000000000.vaelab";

    private static final String PNG = ".png";
    private static final String HPARAMS = "hparams";
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;

    // Fields of tensorboard.hparams.HParamsPluginData and its messages.
    private static final int START_INFO = 3;
    private static final int END_INFO = 4;
    private static final int GROUP = 4;
    private static final int START_SECONDS = 5;

    /**
     * Writes runs, in place of what an earlier export wrote of them.
     *
     * @throws IOException if a file cannot be written; that of an earlier export is then untouched
     */
    public static void write(List<TrackedRun> runs, Path folder) throws IOException {
        for (TrackedRun run : runs) {
            Path own = Files.createDirectories(folder.resolve(run.name()));
            AtomicFile.make(own.resolve(FILE), part -> write(run, part));
        }
    }

    private static void write(TrackedRun run, Path written) throws IOException {
        long start = run.time().start();
        try (EventFile file =
                new EventFile(new BufferedOutputStream(Files.newOutputStream(written)), start)) {
            file.pluginData("_hparams_/session_start_info", HPARAMS, start, startInfo(run));
            for (Map.Entry<String, List<TrackedRun.Point>> curve :
                    run.scalars().curves().entrySet()) {
                for (TrackedRun.Point point : curve.getValue()) {
                    file.scalar(curve.getKey(), point);
                }
            }
            for (Map.Entry<String, TrackedRun.Point> metric : run.scalars().metrics().entrySet()) {
                file.scalar("final/" + metric.getKey(), metric.getValue());
            }
            TrackedRun.Point last =
                    new TrackedRun.Point(run.scalars().lastStep(), run.time().end(), 0);
            for (Map.Entry<String, Path> image :
                    FolderTree.files(run.folder().samples()).entrySet()) {
                if (image.getKey().endsWith(PNG)) {
                    String tag = "samples/" + image.getKey().replace(PNG, "");
                    file.image(tag, last, Files.readAllBytes(image.getValue()));
                }
            }
            Map<String, double[]> codes = run.folder().readCodes();
            for (CodePart part : run.folder().readFigures().codes()) {
                for (String unit : part.columns()) {
                    file.histogram("codes/" + unit, last, codes.get(unit));
                }
            }
            if (run.ended() != null) {
                long end = run.time().end();
                file.pluginData("_hparams_/session_end_info", HPARAMS, end, endInfo(run));
            }
        }
    }

    private static ProtoMessage startInfo(TrackedRun run) throws IOException {
        ProtoMessage info = new ProtoMessage();
        for (String name : List.of("model", "variant", "status")) {
            String value = run.tags().getOrDefault(name, "");
            setting(name, new ProtoMessage().text(3, value), info);
        }
        for (Map.Entry<String, JsonNode> setting : run.settings().entrySet()) {
            if (!setting.getKey().equals("model") && !setting.getKey().equals("variant")) {
                setting(setting.getKey(), value(setting.getValue()), info);
            }
        }
        info.text(GROUP, run.name()).number(START_SECONDS, run.time().start() / 1e3);
        return new ProtoMessage().message(START_INFO, info);
    }

    private static void setting(String name, ProtoMessage value, ProtoMessage info)
            throws IOException {
        info.message(1, new ProtoMessage().text(1, name).message(2, value));
    }

    /** Returns a google.protobuf.Value. */
    private static ProtoMessage value(JsonNode node) throws IOException {
        if (node.isNumber()) {
            return new ProtoMessage().number(2, node.doubleValue());
        }
        if (node.isBoolean()) {
            return new ProtoMessage().whole(4, node.booleanValue() ? 1 : 0);
        }
        return new ProtoMessage().text(3, TrackedRun.text(node));
    }

    private static ProtoMessage endInfo(TrackedRun run) throws IOException {
        int status = run.ended() == RunStatus.COMPLETED ? SUCCESS : FAILURE;
        return new ProtoMessage()
                .message(
                        END_INFO,
                        new ProtoMessage().whole(1, status).number(2, run.time().end() / 1e3));
    }
}
