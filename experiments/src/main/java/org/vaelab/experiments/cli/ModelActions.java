// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.cli.SplitChoice.Split;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.GeneratorUse;
import org.vaelab.experiments.run.OnnxExport;
import org.vaelab.experiments.run.ScoresFile;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.RunFolder;

/** Carries out the commands that use a finished model: its encoder, its generator, its bound. */
final class ModelActions {

    private static final int IMAGES = 60;

    private ModelActions() {}

    static int encode(Session session, RunChoice choice, ExampleChoice which) throws IOException {
        try (TrainedModel trained = open(session, choice)) {
            Examples examples = examples(trained.data(), which, null);
            GeneratorUse use = new GeneratorUse(trained.model(), trained.data());
            OutFile out = new OutFile(session, which.outOr("-"));
            out.write(file -> AtomicFile.writeText(file, writer -> use.encode(examples, writer)));
            return out.written();
        }
    }

    static int reconstruct(Session session, RunChoice choice, ExampleChoice which)
            throws IOException {
        try (TrainedModel trained = open(session, choice)) {
            Examples examples = examples(trained.data(), which, IMAGES);
            GeneratorUse use = new GeneratorUse(trained.model(), trained.data());
            OutFile out = new OutFile(session, which.outOr("reconstructions.png"));
            out.write(file -> use.reconstruct(RandomKey.of(0), examples, file));
            return out.written();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    static int sample(Session session, RunChoice choice, SampleChoice which) throws IOException {
        if (which.count < 1) {
            throw new UsageException("--count must be at least 1, is " + which.count);
        }
        try (TrainedModel trained = open(session, choice)) {
            GeneratorUse use = new GeneratorUse(trained.model(), trained.data());
            Path named = which.out == null ? Path.of("samples.png") : which.out;
            OutFile out = new OutFile(session, named);
            RandomKey key = RandomKey.of(which.seed);
            out.write(file -> use.sample(key, which.count, which.condition, file));
            return out.written();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    static int score(Session session, ScoreChoice choice, ExampleChoice which) throws IOException {
        OptionalInt samples = choice.draws();
        try (TrainedModel trained = open(session, choice)) {
            Examples examples = examples(trained.data(), which, null);
            Csv csv =
                    ScoresFile.of(
                            scores(session, trained, examples, samples),
                            examples,
                            trained.data().dataset().leftOut());
            OutFile out = new OutFile(session, which.outOr("-"));
            out.write(csv::write);
            return out.written();
        }
    }

    static int export(Session session, FinishedRun run, @Nullable Path out) throws IOException {
        RunFolder folder = run.requireRun();
        Path into = out == null ? folder.path().resolve("onnx") : out;
        OutFile.requireFolder(into);
        if (Files.exists(into) && !Files.isDirectory(into)) {
            throw new UsageException("--out " + into + " is a file; expected a folder");
        }
        OnnxExport export;
        try {
            export =
                    OnnxExport.of(
                            folder,
                            session.context(),
                            session.backends(),
                            new DataCache(DataSource.Progress.SILENT));
        } catch (IllegalArgumentException e) {
            throw new UsageException(folder.path() + ": " + e.getMessage(), e);
        }
        for (Path file : export.write(into)) {
            session.console().out().println("written: " + file);
        }
        export.refused()
                .forEach((half, why) -> session.console().out().println("no " + half + ": " + why));
        return ExitCode.DONE;
    }

    private static DatumScores scores(
            Session session, TrainedModel trained, Examples examples, OptionalInt samples) {
        try {
            return trained.scores(examples, samples, new MeasuringLines(session.console()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Opens the model of a run, with the settings that were chosen. */
    static TrainedModel open(Session session, RunChoice choice) throws IOException {
        RunFolder folder = choice.requireRun();
        try {
            return TrainedModel.open(
                    folder,
                    choice.settings(),
                    session.context(),
                    session.backends(),
                    new DataCache(DataSource.Progress.SILENT));
        } catch (IllegalArgumentException e) {
            throw new UsageException(folder.path() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the examples of a choice.
     *
     * @param otherwise how many if it does not say; null: all
     */
    static Examples examples(PreparedData data, ExampleChoice which, @Nullable Integer otherwise) {
        Integer first = which.first == null ? otherwise : which.first;
        if (first != null && first < 1) {
            throw new UsageException("--first must be at least 1, is " + first);
        }
        Examples all = all(data, which.split);
        return first == null ? all : all.first(first);
    }

    /** Returns the examples of a part of the data. */
    static Examples all(PreparedData data, Split split) {
        return switch (split) {
            case TEST -> data.test();
            case VALIDATION ->
                    data.validation()
                            .orElseThrow(
                                    () ->
                                            new UsageException(
                                                    "--split validation: this run held out no"
                                                            + " validation examples"));
            case TRAIN -> data.trainingView();
        };
    }
}
